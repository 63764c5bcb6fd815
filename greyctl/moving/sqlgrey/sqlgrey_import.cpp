// Row by row from the tables to the daemon.
#include "greyctl/moving/sqlgrey/sqlgrey_import.h"

namespace greycache {

namespace {

using Done = tl::expected<void, std::string>;

OptTable opt_table_of(SqlgreyTable table) {
  if (table == SqlgreyTable::optin_domain) return OptTable::optin_domain;
  if (table == SqlgreyTable::optin_email) return OptTable::optin_email;
  return table == SqlgreyTable::optout_domain ? OptTable::optout_domain : OptTable::optout_email;
}

class Import {
 public:
  Import(const MendingRules& rules, FactSink& facts, const OptRowSink& opt_rows,
         MovingAccount& account)
      : mending_(rules, account), facts_(facts), opt_rows_(opt_rows), account_(account) {}

  Done take(SqlgreyTable table, const SqlgreyRow& row) {
    return is_opt_table(table) ? take_opt_row(table, row) : take_facts(table, row);
  }

 private:
  Done take_facts(SqlgreyTable table, const SqlgreyRow& row) {
    auto facts = mending_.facts_of(table, row);
    if (!facts.empty()) account_.came(table_name(table));
    for (Fact& fact : facts) {
      if (auto put = facts_.put(std::move(fact)); !put) {
        return tl::make_unexpected(put.error().why);
      }
    }
    return {};
  }

  Done take_opt_row(SqlgreyTable table, const SqlgreyRow& row) {
    const auto text = mending_.opt_row_of(table, row);
    if (!text) return {};
    account_.came(table_name(table));
    return opt_rows_(opt_table_of(table), *text);
  }

  RowMending mending_;
  FactSink& facts_;
  const OptRowSink& opt_rows_;
  MovingAccount& account_;
};

}  // namespace

tl::expected<std::vector<std::string>, MovingError> import_sqlgrey(SqlgreyTables& tables,
                                                                   const MendingRules& rules,
                                                                   FactSink& facts,
                                                                   const OptRowSink& opt_rows,
                                                                   MovingAccount& account) {
  Import import(rules, facts, opt_rows, account);
  std::vector<std::string> missing;
  for (const SqlgreyTable table : kSqlgreyTables) {
    const auto there =
        tables.each(table, [&](const SqlgreyRow& row) { return import.take(table, row); });
    if (!there) return tl::make_unexpected(there.error());
    if (!*there) missing.push_back(tables.lack_of(table));
  }
  if (auto finished = facts.finish(); !finished) return tl::make_unexpected(finished.error().why);
  return missing;
}

}  // namespace greycache
