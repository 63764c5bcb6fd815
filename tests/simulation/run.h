// Plays a plan.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "tests/simulation/plan.h"

namespace greycache::simulation {

struct RunResult {
  std::vector<std::string> wrongs;  // what must not be; empty where all went well
  std::uint64_t hash = 0;           // of all that happened
  std::uint64_t lines = 0;
  std::deque<std::string> last;     // of it
  std::size_t checked_exactly = 0;  // answers that were compared with the oracle's
};

RunResult play(const Plan& plan, bool print = false);

// A plan that goes wrong in the same way with fewer events, as few as can be found by leaving some
// out. `wrong` is one of its wrongs.
Plan shrunk(Plan plan, const std::string& wrong);

}  // namespace greycache::simulation
