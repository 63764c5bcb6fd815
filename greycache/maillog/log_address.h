// Addresses between angle brackets, as Postfix writes them into its log.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace greycache {

// Takes "<address>" off the front of the text and returns the address without the brackets and
// without the quotes of a quoted local part ("a b"@c becomes a b@c), as policy requests have it.
// A '>' in quotes does not end it (info_log_addr_form = quoted, the default since Postfix 3.5).
// Nothing, and the text as it was, where it begins otherwise or does not end.
std::optional<std::string> take_address(std::string_view& text);

// The address that stands so behind "key=", at the beginning of the text or behind a blank.
std::optional<std::string> address_behind(std::string_view text, std::string_view key);

// Takes "name[address]" or "name[address]:port" off the front.
struct LogClient {
  std::string name;  // "unknown" where it is not verified
  std::string address;
};
std::optional<LogClient> take_client(std::string_view& text);

}  // namespace greycache
