// Expectations in PostgreSQL.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/postgres/fact_rows.h"
#include "greycache/postgres/postgres_store.h"
#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

Parameters columns_of(std::span<const Expectation> rows) {
  std::vector<std::string_view> recipients;
  std::vector<std::string_view> senders;
  std::vector<std::string_view> whys;
  std::vector<std::int64_t> untils;
  std::vector<std::int64_t> made_ats;
  std::vector<std::int64_t> kept_untils;
  std::vector<std::int64_t> removed;
  for (const Expectation& row : rows) {
    recipients.emplace_back(row.recipient);
    senders.emplace_back(row.sender);
    untils.push_back(storable_time(row.until));
    made_ats.push_back(storable_time(row.made_at));
    kept_untils.push_back(storable_time(row.kept_until));
    removed.push_back(row.removed ? 1 : 0);
    whys.emplace_back(row.why);
  }
  Parameters parameters;
  parameters.add(recipients).add(senders).add(untils).add(made_ats).add(kept_untils);
  parameters.add(removed).add(whys);
  return parameters;
}

}  // namespace

StoreResult<void> PostgresStore::merge_expectations(std::span<const Expectation> rows) {
  if (rows.empty()) return {};
  if (const auto open = ensure_open(); !open) return open;
  std::vector<Statement> all;
  for (; !rows.empty(); rows = rows.subspan(std::min(rows.size(), kRowsPerStatement))) {
    const auto some = rows.first(std::min(rows.size(), kRowsPerStatement));
    all.push_back({statements::kMergeExpectations, columns_of(some)});
  }
  const auto merged = execute(std::move(all));
  if (merged) return {};
  // Another host may be the one that takes writes by now: the next call looks for it.
  if (merged.error().kind == StoreError::Kind::read_only && several_hosts_) connection_.close();
  return tl::unexpected(merged.error());
}

StoreResult<void> PostgresStore::read_expectations(
    const Expectation& after, std::size_t limit,
    const std::function<void(const Expectation&)>& row) {
  const auto rows = ask(statements::kReadExpectations, Parameters()
                                                           .add(std::string_view(after.recipient))
                                                           .add(std::string_view(after.sender))
                                                           .add(limit_of(limit)));
  if (!rows) return tl::unexpected(rows.error());
  for (int i = 0; i < rows->size(); ++i) {
    row({std::string(rows->text(i, 0)), std::string(rows->text(i, 1)), rows->number(i, 2),
         rows->number(i, 3), rows->number(i, 4), rows->truth(i, 5), std::string(rows->text(i, 6))});
  }
  return {};
}

StoreResult<std::int64_t> PostgresStore::expectations_version() {
  const auto rows = ask(statements::kExpectationVersion);
  if (!rows) return tl::unexpected(rows.error());
  return rows->number(0, 0);
}

StoreResult<void> PostgresStore::forget_expectations(UnixTime kept_until) {
  const auto forgotten =
      ask(statements::kForgetExpectations, Parameters().add(storable_time(kept_until)));
  if (!forgotten) return tl::unexpected(forgotten.error());
  return {};
}

}  // namespace greycache
