// How each call of a model goes: by the seed, and by the faults that are on.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/simulation/models/fault_dice.h"

namespace greycache::simulation {

// The n-th fate of a place depends on the seed, the place and n only: to leave out one fault, or
// one host, changes nothing of the others.
class PlannedDice final : public FaultDice {
 public:
  // While it is on calls of `point` by whoever begins with `who` go wrong so often.
  struct Trouble {
    std::vector<FaultPoint> points;
    std::string who;
    unsigned before = 0;  // per mille of calls that fail without an effect
    unsigned after = 0;   // and with one
    SimTime slow{0};      // longer at most than otherwise
    StoreError::Kind error = StoreError::Kind::unavailable;
  };

  explicit PlannedDice(std::uint64_t seed) : seed_(seed) {}

  Fate roll(FaultPoint point, std::string_view who) override;

  // Returns a number by which it is ended.
  std::uint64_t begin(Trouble trouble);
  void end(std::uint64_t trouble) { troubles_.erase(trouble); }

 private:
  std::uint64_t seed_;
  std::map<std::pair<FaultPoint, std::string>, std::uint64_t> rolls_;
  std::map<std::uint64_t, Trouble> troubles_;
  std::uint64_t last_trouble_ = 0;
};

}  // namespace greycache::simulation
