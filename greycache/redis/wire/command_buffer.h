// Redis commands in their wire form, gathered to be sent in one write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace greycache {

// RESP arrays of bulk strings (https://redis.io/docs/reference/protocol-spec/). Words may hold any
// byte: nothing in them can end a command or begin another.
class CommandBuffer {
 public:
  // A command with all its words.
  void add(std::initializer_list<std::string_view> words);

  // A command of a length known before its words are: begin(n), then exactly n times word() or
  // number().
  void begin(std::size_t words);
  void word(std::string_view text);
  void number(std::int64_t value);

  const std::string& bytes() const { return bytes_; }
  // Commands begun: as many replies will come.
  std::size_t commands() const { return commands_; }
  bool empty() const { return commands_ == 0; }

 private:
  void header(char type, std::size_t count);

  std::string bytes_;
  std::size_t commands_ = 0;
};

}  // namespace greycache
