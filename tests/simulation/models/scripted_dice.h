// Dice whose next numbers are known.
#pragma once

#include <map>
#include <utility>

#include "tests/simulation/models/fault_dice.h"

namespace greycache::simulation {

// All goes well but for what is said.
class ScriptedDice final : public FaultDice {
 public:
  // The next fate of the point.
  void next(FaultPoint point, const Fate& fate) { fates_.insert_or_assign(point, fate); }

  Fate roll(FaultPoint point, std::string_view) override {
    const auto fate = fates_.find(point);
    if (fate == fates_.end()) return {};
    const Fate drawn = fate->second;
    fates_.erase(fate);
    return drawn;
  }

 private:
  std::map<FaultPoint, Fate> fates_;
};

}  // namespace greycache::simulation
