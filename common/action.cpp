#include "common/action.h"

#include <algorithm>

namespace greycache {

std::string printable_action(std::string_view text) {
  std::string safe(text.substr(0, kMaxActionLength));
  std::replace_if(
      safe.begin(), safe.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return safe;
}

std::string action_reply(std::string_view text) {
  return "action=" + printable_action(text) + "\n\n";
}

}  // namespace greycache
