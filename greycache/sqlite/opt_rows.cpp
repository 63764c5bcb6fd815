// Each table has statements of its own: names of tables are no parameters in SQL.
#include "greycache/sqlite/opt_rows.h"

#include <array>

namespace greycache {

namespace {

struct OptStatements {
  std::string_view read;
  std::string_view add;
  std::string_view remove;
};

const OptStatements& statements_of(OptTable table) {
  static constexpr std::array<OptStatements, 4> kStatements{{
      {"select domain from optin_domain where domain > ? and length(cast(domain as blob)) <= 255 "
       "order by domain limit ?",
       "insert or ignore into optin_domain values (?)",
       "delete from optin_domain where domain = ?"},
      {"select email from optin_email where email > ? and length(cast(email as blob)) <= 255 order "
       "by email limit ?",
       "insert or ignore into optin_email values (?)", "delete from optin_email where email = ?"},
      {"select domain from optout_domain where domain > ? and length(cast(domain as blob)) <= 255 "
       "order by domain limit ?",
       "insert or ignore into optout_domain values (?)",
       "delete from optout_domain where domain = ?"},
      {"select email from optout_email where email > ? and length(cast(email as blob)) <= 255 "
       "order by email limit ?",
       "insert or ignore into optout_email values (?)", "delete from optout_email where email = ?"},
  }};
  return kStatements.at(static_cast<std::size_t>(table));
}

}  // namespace

StoreResult<void> read_opt_rows(Database& database, OptTable table, const std::string& after,
                                std::size_t limit,
                                const std::function<void(std::string_view)>& row) {
  const auto each = [&row](const Row& result) {
    row(result.text(0));
    return true;
  };
  return database.each(statements_of(table).read, each, {after, static_cast<std::int64_t>(limit)});
}

StoreResult<std::vector<bool>> change_opt_rows(Database& database, OptTable table,
                                               std::span<const std::string> rows, bool add) {
  const OptStatements& statements = statements_of(table);
  std::vector<bool> changed;
  const auto done = database.transaction([&]() -> StoreResult<void> {
    changed.clear();
    for (const std::string& row : rows) {
      const auto one = database.changed(add ? statements.add : statements.remove, {row});
      if (!one) return tl::unexpected(one.error());
      changed.push_back(*one > 0);
    }
    return {};
  });
  if (!done) return tl::unexpected(done.error());
  return changed;
}

}  // namespace greycache
