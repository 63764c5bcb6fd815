// A buffer of fixed size for one message of the policy protocol and what has arrived behind it.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "common/message_end.h"

namespace greycache {

template <std::size_t Capacity>
class MessageBuffer {
 public:
  // Where bytes that arrive are put; added() then says how many came.
  char* space() { return bytes_.data() + size_; }
  std::size_t space_size() const { return Capacity - size_; }
  void added(std::size_t count) { size_ += count; }

  std::string_view bytes() const { return {bytes_.data(), size_}; }

  // The first message with its empty line; empty where none is complete. Valid until the next call
  // that changes the buffer.
  std::string_view message() { return {bytes_.data(), complete_request_length(bytes(), scanned_)}; }

  // No message is complete, and none can be any more.
  bool overfull() { return space_size() == 0 && message().empty(); }

  // Forgets the first message and keeps what came behind it, in order.
  void remove_message() {
    const std::size_t length = message().size();
    size_ -= length;
    std::memmove(bytes_.data(), bytes_.data() + length, size_);
    scanned_ = 0;
  }

  void clear() {
    size_ = 0;
    scanned_ = 0;
  }

 private:
  // Not initialised: pages that no message has touched take no memory.
  std::array<char, Capacity> bytes_;
  std::size_t size_ = 0;
  std::size_t scanned_ = 0;
};

// The longest request; those of Postfix 3.7 have 400 to 3,600 bytes.
inline constexpr std::size_t kLongestRequest = 64 * 1024;
// The longest reply. Postfix refuses attributes over 8192 bytes (attr_scan_plain.c).
inline constexpr std::size_t kLongestReply = 16 * 1024;

using RequestBuffer = MessageBuffer<kLongestRequest>;
using ReplyBuffer = MessageBuffer<kLongestReply>;

}  // namespace greycache
