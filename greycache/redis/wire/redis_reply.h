// One reply of Redis.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace greycache {

struct RedisReply {
  enum class Type : std::uint8_t { nil, status, error, integer, string, array };

  Type type = Type::nil;
  std::string text;  // of a status, an error or a string: untrusted bytes
  std::int64_t integer = 0;
  std::vector<RedisReply> elements;

  bool is_error() const { return type == Type::error; }
  bool is_string() const { return type == Type::string; }
  bool is_array() const { return type == Type::array; }
};

}  // namespace greycache
