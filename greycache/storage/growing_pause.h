// The pause before something that failed is tried again, in ticks of who tries.
#pragma once

#include <algorithm>

namespace greycache {

// Doubles from the first to the longest.
class GrowingPause {
 public:
  constexpr GrowingPause(int first, int longest) : first_(first), longest_(longest) {}

  // Called once a tick: whether it is over. Then the next one has begun.
  bool due() {
    if (++ticks_ < pause_) return false;
    ticks_ = 0;
    return true;
  }
  // Begins anew, whether it was over or not.
  void begin() { ticks_ = 0; }

  void grow() { pause_ = std::min(pause_ * 2, longest_); }
  // The next one is as long as the first, or as a tick.
  void reset() { pause_ = first_; }
  void shrink() { pause_ = 1; }

 private:
  int first_;
  int longest_;
  int pause_ = first_;
  int ticks_ = 0;
};

}  // namespace greycache
