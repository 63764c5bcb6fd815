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
  const auto time = [&rows](Parameters& parameters, UnixTime Expectation::*moment) {
    parameters.add_column(rows,
                          [moment](const Expectation& row) { return storable_time(row.*moment); });
  };
  Parameters parameters;
  parameters.add_column(rows, &Expectation::recipient).add_column(rows, &Expectation::sender);
  time(parameters, &Expectation::until);
  time(parameters, &Expectation::made_at);
  time(parameters, &Expectation::kept_until);
  parameters.add_column(rows, &Expectation::removed).add_column(rows, &Expectation::why);
  return parameters;
}

Expectation expectation_of(const Rows& rows, int i) {
  return {std::string(rows.text(i, 0)),
          std::string(rows.text(i, 1)),
          rows.number(i, 2),
          rows.number(i, 3),
          rows.number(i, 4),
          rows.truth(i, 5),
          std::string(rows.text(i, 6))};
}

}  // namespace

StoreResult<void> PostgresStore::merge_expectations(std::span<const Expectation> rows) {
  if (rows.empty()) return {};
  std::vector<Statement> all;
  for (; !rows.empty(); rows = rows.subspan(std::min(rows.size(), kRowsPerStatement))) {
    const auto some = rows.first(std::min(rows.size(), kRowsPerStatement));
    all.push_back({statements::kMergeExpectations, columns_of(some)});
  }
  const auto merged = execute(std::move(all));
  if (merged) return {};
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
  for (int i = 0; i < rows->size(); ++i) row(expectation_of(*rows, i));
  return {};
}

StoreResult<std::optional<Expectation>> PostgresStore::find_expectation(
    const std::string& recipient, const std::string& sender) {
  const auto rows =
      ask(statements::kFindExpectation,
          Parameters().add(std::string_view(recipient)).add(std::string_view(sender)));
  if (!rows) return tl::unexpected(rows.error());
  if (rows->size() == 0) return std::nullopt;
  return expectation_of(*rows, 0);
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
