// An action in its wire form; what came from outside is cleaned on the way.
#include "common/action.h"

#include <algorithm>

namespace greycache {

namespace {

constexpr std::string_view kBegin = "action=";
constexpr std::string_view kEnd = "\n\n";

}  // namespace

std::string printable_action(std::string_view text) {
  std::string safe(text.substr(0, kMaxActionLength));
  std::replace_if(
      safe.begin(), safe.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return safe;
}

Action::Action(std::string_view text)
    : reply_(std::string(kBegin).append(printable_action(text)).append(kEnd)) {}

std::string_view Action::text() const {
  return std::string_view(reply_).substr(kBegin.size(),
                                         reply_.size() - kBegin.size() - kEnd.size());
}

}  // namespace greycache
