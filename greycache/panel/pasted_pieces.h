// The pieces of a line of Postfix's log that somebody has pasted to look for a mail.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace greycache {

struct PastedPieces {
  std::optional<std::string> sender;     // "" is the null sender
  std::optional<std::string> recipient;  // without brackets and quotes, as it came
  std::string client_address;            // empty: none
};

// "from=<a@b>", "to=<a@b>", "client=name[192.0.2.1]", or that alone without its key; one of them,
// or all of a line, in any order and with whatever stands between. Nothing where there is none.
std::optional<PastedPieces> pasted_pieces(std::string_view words);

}  // namespace greycache
