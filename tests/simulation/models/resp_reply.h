// Replies of a Redis server in their wire form, RESP2.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace greycache::simulation {

// https://redis.io/docs/reference/protocol-spec/
class RespReply {
 public:
  void simple(std::string_view text) { line('+', text); }
  // With its first word: "ERR ...".
  void error(std::string_view text) { line('-', text); }
  void integer(std::int64_t number) { line(':', std::to_string(number)); }
  void bulk(std::string_view text);
  void nil() { bytes_ += "$-1\r\n"; }
  // As many replies follow.
  void array(std::size_t size) { line('*', std::to_string(size)); }
  void nil_array() { bytes_ += "*-1\r\n"; }
  // Replies that were made elsewhere.
  void add(std::string_view bytes) { bytes_ += bytes; }

  const std::string& bytes() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  std::string take();

 private:
  void line(char type, std::string_view text);

  std::string bytes_;
};

}  // namespace greycache::simulation
