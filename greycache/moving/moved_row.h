// A row of any of Greycache's tables, as it moves from one storage to another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "greycache/policy/expectation/expectation.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/lists/opt_lists.h"
#include "greycache/policy/organisation/standing_book.h"

namespace greycache {

// By the names of the tables: first those of facts, in the order of FactKind, last those of
// OptTable.
enum class MovedKind : std::uint8_t {
  connect,
  from_awl,
  domain_awl,
  correspondent,
  standing,
  expectation,
  optin_domain,
  optin_email,
  optout_domain,
  optout_email
};
inline constexpr std::size_t kMovedKinds = 10;

// "connect", ...; nothing for another word.
const char* moved_kind_name(MovedKind kind);
std::optional<MovedKind> moved_kind_of(std::string_view name);
// Of facts of a kind.
MovedKind moved_kind_of(FactKind kind);
// Of a kind that is an opt table's.
OptTable opt_table_of(MovedKind kind);
// All of them, in that order.
std::vector<std::string> moved_kind_names();

// A row of an opt table as it stands there: any bytes.
struct MovedOptRow {
  OptTable table = OptTable::optin_domain;
  std::string text;

  friend bool operator==(const MovedOptRow&, const MovedOptRow&) = default;
};

// Names of a StandingRow are percent-encoded, as in the tables.
using MovedRow = std::variant<Fact, StandingRow, Expectation, MovedOptRow>;
MovedKind kind_of(const MovedRow& row);

}  // namespace greycache
