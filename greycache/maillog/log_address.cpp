// Addresses between angle brackets, as Postfix writes them into its log.
#include "greycache/maillog/log_address.h"

#include <fmt/format.h>

#include <algorithm>

namespace greycache {

namespace {

constexpr std::string_view kPortDigits = "0123456789";
constexpr std::string_view kAddressLetters = "0123456789abcdefABCDEF:.%";

}  // namespace

std::optional<std::string> take_address(std::string_view& text) {
  if (!text.starts_with('<')) return std::nullopt;
  std::string address;
  bool quoted = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char letter = text[i];
    if (letter == '"') {
      quoted = !quoted;
    } else if (letter == '\\' && quoted && i + 1 < text.size()) {
      address += text[++i];
    } else if (letter == '>' && !quoted) {
      text.remove_prefix(i + 1);
      return address;
    } else {
      address += letter;
    }
  }
  return std::nullopt;
}

std::optional<std::string> address_behind(std::string_view text, std::string_view key) {
  const std::string begin = fmt::format("{}=<", key);
  const std::size_t at = text.find(' ' + begin);
  if (at == std::string_view::npos && !text.starts_with(begin)) return std::nullopt;
  std::string_view rest =
      text.substr(text.starts_with(begin) ? key.size() + 1 : at + key.size() + 2);
  return take_address(rest);
}

std::optional<LogClient> take_client(std::string_view& text) {
  const std::size_t open = text.find('[');
  const std::size_t close = text.find(']', open == text.npos ? 0 : open);
  if (open == text.npos || close == text.npos || open == 0) return std::nullopt;
  LogClient client{std::string(text.substr(0, open)),
                   std::string(text.substr(open + 1, close - open - 1))};
  if (client.name.find(' ') != std::string::npos || client.address.empty() ||
      client.address.find_first_not_of(kAddressLetters) != std::string::npos) {
    return std::nullopt;
  }
  text.remove_prefix(close + 1);
  const std::size_t port_end = std::min(text.find_first_not_of(kPortDigits, 1), text.size());
  if (text.starts_with(':') && port_end > 1) text.remove_prefix(port_end);
  return client;
}

}  // namespace greycache
