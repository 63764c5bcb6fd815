// Who wants greylisting: the four opt-in and opt-out tables of SQLgrey, in memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "greycache/policy/lists/name_set.h"
#include "greycache/policy/lists/opt_method.h"

namespace greycache {

// By the names of SQLgrey's tables.
enum class OptTable : std::uint8_t { optin_domain, optin_email, optout_domain, optout_email };
inline constexpr std::size_t kOptTables = 4;
// "optin_domain" ...: the table's name in SQL.
const char* opt_table_name(OptTable table);

// Rows are compared byte by byte with the lower-cased recipient: tables hold lower case. One thread
// at a time.
class OptLists {
 public:
  // Whether mail to this recipient (lower-cased) is greylisted. Its domain is the text between the
  // first and the second '@'; without one it is in no domain table.
  //   none:   always
  //   optin:  (domain in optin_domain and recipient not in optout_email) or recipient in
  //   optin_email optout: not ((domain in optout_domain and recipient not in optin_email)
  //           or recipient in optout_email)
  bool greylisting_active(OptMethod method, std::string_view recipient_lower) const;

  // Whether the table changed; see NameSet for what cannot be added.
  bool add(OptTable table, std::string_view row) { return rows(table).insert(row); }
  bool contains(OptTable table, std::string_view row) const { return rows(table).contains(row); }

  std::size_t size(OptTable table) const { return rows(table).size(); }
  // Bytes of memory of all four tables.
  std::size_t memory() const;

 private:
  NameSet& rows(OptTable table) { return tables_[static_cast<std::size_t>(table)]; }
  const NameSet& rows(OptTable table) const { return tables_[static_cast<std::size_t>(table)]; }
  bool holds_domain(OptTable table, std::string_view recipient) const;

  std::array<NameSet, kOptTables> tables_;
};

}  // namespace greycache
