// A row of an opt table, as an operator names it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/policy/lists/opt_lists.h"

namespace greycache {

// Which choice a row is for.
enum class OptChoice : std::uint8_t { in, out };

enum class OptChange : std::uint8_t { add, remove };

// A row, and the table of its choice that it belongs to.
struct OptRow {
  OptTable table = OptTable::optin_domain;
  std::string text;     // lower case
  std::string written;  // as the operator did
};

// SQLgrey's varchar(255).
inline constexpr std::size_t kOptRowLimit = 255;

// A domain (optin_domain, optout_domain), or an address where there is an '@' (optin_email,
// optout_email). What could never match a recipient is refused: blanks, control characters, more
// than kOptRowLimit bytes, one of <>,;: outside quotes and "[IPv6:...]", "@domain", "user@",
// patterns, dots around a domain, empty parts of it, parts with '-' at an end; and what is no
// UTF-8, for which not every store has room. A byte order mark before a row that is added is left
// out. To remove, a row may be any that somebody else has put there. The error is a sentence for
// whoever wrote it.
tl::expected<OptRow, std::string> parse_opt_row(OptChoice choice, std::string_view written,
                                                OptChange change = OptChange::add);

}  // namespace greycache
