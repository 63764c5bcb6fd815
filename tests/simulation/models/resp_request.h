// The commands in what a client sends.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace greycache::simulation {

using RedisWords = std::vector<std::string>;

// Arrays of bulk strings; no inline commands.
class RespRequest {
 public:
  void feed(std::string_view bytes) { bytes_ += bytes; }

  // The next command that is there whole, nothing where there is none, or what a server says before
  // it ends the connection.
  tl::expected<std::optional<RedisWords>, std::string> next();

 private:
  // The number on the line at `at`, which begins with `type`; moves `at` behind it. Nothing where
  // the line is not there whole.
  tl::expected<std::optional<std::size_t>, std::string> number(char type, std::size_t& at) const;

  std::string bytes_;
};

}  // namespace greycache::simulation
