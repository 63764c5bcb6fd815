// Which clients an operator may let through for a while, and how a row of expectations names one.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// The recipient of such a row, which no envelope's is: it holds a blank. Its sender is the client's
// name here.
inline constexpr std::string_view kAllowedClient = "allowed client";
// The recipient of a row of mail to everybody.
inline constexpr std::string_view kEverybody = "@";

// An address; a network of one of the widths that are looked for (IPv4 /24 and /16, IPv6 /64, /48
// and /32); or a verified name of two labels or more, in lower case, which stands for those below
// it, too. The error is a sentence for whoever wrote it.
tl::expected<std::string, std::string> parse_allowed_client(std::string_view written);

// Calls `found` with each name that a row may have for this client, until it returns true. As
// Postfix says: a name that is not verified is "unknown", and is none.
void each_name_of_client(std::string_view client_address, std::string_view client_name,
                         const std::function<bool(std::string_view name)>& found);

}  // namespace greycache
