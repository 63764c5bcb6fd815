// SQLgrey's schema, version 3.
#include "greyctl/moving/sqlgrey/sqlgrey_row.h"

namespace greycache {

namespace {

using enum SqlgreyColumn;

constexpr std::array kConnect{sender_name, sender_domain, src, rcpt, first_seen};
constexpr std::array kFromAwl{sender_name, sender_domain, src, first_seen, last_seen};
constexpr std::array kDomainAwl{sender_domain, src, first_seen, last_seen};
constexpr std::array kOptTable{opt_row};

}  // namespace

std::string_view table_name(SqlgreyTable table) {
  constexpr std::array<std::string_view, kSqlgreyTables.size()> kNames{
      "connect",     "from_awl",      "domain_awl",  "optin_domain",
      "optin_email", "optout_domain", "optout_email"};
  return kNames[static_cast<std::size_t>(table)];
}

bool is_opt_table(SqlgreyTable table) {
  return table >= SqlgreyTable::optin_domain;
}

std::span<const SqlgreyColumn> columns_of(SqlgreyTable table) {
  if (table == SqlgreyTable::connect) return kConnect;
  if (table == SqlgreyTable::from_awl) return kFromAwl;
  if (table == SqlgreyTable::domain_awl) return kDomainAwl;
  return kOptTable;
}

std::string_view column_name(SqlgreyTable table, SqlgreyColumn column) {
  constexpr std::array<std::string_view, kSqlgreyColumns - 1> kNames{
      "sender_name", "sender_domain", "src", "rcpt", "first_seen", "last_seen"};
  if (column != opt_row) return kNames[static_cast<std::size_t>(column)];
  return table_name(table).ends_with("domain") ? "domain" : "email";
}

std::string SqlgreyRow::text(SqlgreyTable table) const {
  std::string text;
  for (const SqlgreyColumn column : columns_of(table)) {
    if (!text.empty()) text += " | ";
    text += (*this)[column].value_or("NULL");
  }
  return text;
}

}  // namespace greycache
