// The answer to a policy request: one access(5) action in its wire form.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace greycache {

// Longest action text that is sent. Postfix refuses reply attributes over 8192 bytes
// (attr_scan_plain.c) and shows clients at most 510.
inline constexpr std::size_t kMaxActionLength = 500;

// `text` with everything outside 0x20-0x7e replaced by '?' and cut to kMaxActionLength: an action
// that is not valid UTF-8 makes Postfix use its default action, a control character ends in a
// header.
std::string printable_action(std::string_view text);

// An action, made safe as printable_action() does, and the reply that says it: the only way a reply
// is built. Made once where the same is said often.
class Action {
 public:
  explicit Action(std::string_view text);

  // Without "action=".
  std::string_view text() const;
  // "action=TEXT\n\n".
  const std::string& reply() const { return reply_; }

 private:
  std::string reply_;
};

}  // namespace greycache
