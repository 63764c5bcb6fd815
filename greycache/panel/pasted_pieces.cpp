// A piece begins a word.
#include "greycache/panel/pasted_pieces.h"

#include <fmt/format.h>

#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/maillog/log_address.h"

namespace greycache {

namespace {

// What stands behind "key=".
std::string_view behind(std::string_view words, std::string_view key) {
  const std::string begin = fmt::format("{}=", key);
  if (words.starts_with(begin)) return words.substr(begin.size());
  const std::size_t at = words.find(" " + begin);
  return at == words.npos ? std::string_view() : words.substr(at + 1 + begin.size());
}

std::string client_in(std::string_view text) {
  const auto client = take_client(text);
  return client && IpAddress::parse(client->address) ? client->address : std::string();
}

}  // namespace

std::optional<PastedPieces> pasted_pieces(std::string_view words) {
  words = trimmed(words);
  PastedPieces pieces{address_behind(words, "from"), address_behind(words, "to"),
                      client_in(behind(words, "client"))};
  if (pieces.client_address.empty() && words.ends_with(']')) {
    pieces.client_address = client_in(words);
  }
  if (!pieces.sender && !pieces.recipient && pieces.client_address.empty()) return std::nullopt;
  return pieces;
}

}  // namespace greycache
