// The bytes of a fuzz target's input, taken apart so that a person can write them as a file.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace greycache::fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {
    for (const char c : rest_) {
      state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
  }

  // What has not been taken.
  std::string_view rest() const { return rest_; }

  void skip(std::size_t bytes) { rest_.remove_prefix(std::min(rest_.size(), bytes)); }

  // Takes the next line, without its end.
  std::string_view line() {
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
    return line;
  }

  // A number from 1 to `most` that depends on the whole input, another at each call: where to
  // split. The input itself holds nothing but text.
  std::size_t piece(std::size_t most) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return 1 + static_cast<std::size_t>(state_ >> 33) % most;
  }

 private:
  std::string_view rest_;
  std::uint64_t state_ = 0xcbf29ce484222325U;
};

}  // namespace greycache::fuzz
