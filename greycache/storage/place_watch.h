// Whether a reader's place in the journal stands still though records wait for it.
#pragma once

#include <utility>

#include "greycache/store/journal.h"

namespace greycache {

class PlaceWatch {
 public:
  // Called once a tick. True after as many ticks as no call to a store takes, and then it begins
  // anew.
  bool stands_still(JournalSequence place, JournalSequence last) {
    const bool moves = std::exchange(place_, place) != place;
    still_ = moves || place == last ? 0 : still_ + 1;
    if (still_ < kStillTicks) return false;
    still_ = 0;
    return true;
  }

 private:
  static constexpr int kStillTicks = 8;

  JournalSequence place_ = 0;  // at the last tick
  int still_ = 0;              // ticks that it has not moved
};

}  // namespace greycache
