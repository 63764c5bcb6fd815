// Comparing secrets without telling by the time how much of them was right.
#pragma once

#include <cstddef>
#include <string_view>

namespace greycache::web {

// The time depends on the lengths alone.
inline bool same_text(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    difference |= static_cast<unsigned>(one[i]) ^ static_cast<unsigned>(other[i]);
  }
  return difference == 0;
}

}  // namespace greycache::web
