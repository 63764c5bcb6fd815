// Fates drawn from a seed, at rates that the harness sets.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulation/models/fault_dice.h"

namespace greycache::simulation {

// The n-th fate of a point and of who is there depends on the seed and on n alone: what is asked
// elsewhere changes nothing.
class SeededDice final : public FaultDice {
 public:
  struct Rates {
    unsigned per_mille_before = 0;
    unsigned per_mille_after = 0;
    SimTime least{0};
    SimTime most{0};
    // Of the failures before the effect; none: unavailable.
    std::vector<StoreError::Kind> kinds = {};
  };

  explicit SeededDice(std::uint64_t seed) : seed_(seed) {}

  // From now on, for everybody whose name begins with `who`; the longest such beginning counts.
  void set(FaultPoint point, const std::string& who, Rates rates);
  // Takes back what was set for this beginning.
  void unset(FaultPoint point, const std::string& who) { rates_.erase({point, who}); }
  // Nothing fails, and all takes as long as here.
  void quiet(SimTime least, SimTime most);

  Fate roll(FaultPoint point, std::string_view who) override;

 private:
  using Place = std::pair<FaultPoint, std::string>;

  const Rates& rates_of(FaultPoint point, std::string_view who) const;

  std::uint64_t seed_;
  Rates others_;
  std::map<Place, Rates> rates_;
  std::map<Place, std::uint64_t> rolls_;
};

}  // namespace greycache::simulation
