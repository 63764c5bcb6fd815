// Makes a plan of a seed: who asks what and when, and what goes wrong.
#pragma once

#include <cstdint>

#include "tests/simulation/plan.h"

namespace greycache::simulation {

Plan make_plan(std::uint64_t seed);

}  // namespace greycache::simulation
