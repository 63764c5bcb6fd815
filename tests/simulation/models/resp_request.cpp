// The commands in what a client sends.
#include "tests/simulation/models/resp_request.h"

#include <charconv>

namespace greycache::simulation {

tl::expected<std::optional<std::size_t>, std::string> RespRequest::number(char type,
                                                                          std::size_t& at) const {
  const std::size_t end = bytes_.find("\r\n", at);
  if (end == std::string::npos) return std::nullopt;
  if (bytes_[at] != type) {
    return tl::unexpected(std::string("ERR Protocol error: expected '") + type + "', got '" +
                          bytes_[at] + "'");
  }
  std::size_t value = 0;
  const char* const last = bytes_.data() + end;
  const auto [rest, error] = std::from_chars(bytes_.data() + at + 1, last, value);
  if (error != std::errc() || rest != last) {
    return tl::unexpected(std::string("ERR Protocol error: invalid ") +
                          (type == '*' ? "multibulk" : "bulk") + " length");
  }
  at = end + 2;
  return value;
}

tl::expected<std::optional<RedisWords>, std::string> RespRequest::next() {
  std::size_t at = 0;
  const auto count = number('*', at);
  if (!count) return tl::unexpected(count.error());
  if (!*count) return std::nullopt;
  RedisWords words;
  while (words.size() < **count) {
    const auto length = number('$', at);
    if (!length) return tl::unexpected(length.error());
    if (!*length || bytes_.size() < at + **length + 2) return std::nullopt;
    words.push_back(bytes_.substr(at, **length));
    at += **length + 2;
  }
  bytes_.erase(0, at);
  return words;
}

}  // namespace greycache::simulation
