// Settings as a story names them: as the configuration file does, without its bounds.
#pragma once

#include "greycache/config/settings.h"
#include "tests/simulation/plan.h"

namespace greycache::simulation {

// `words` may have other names, too. Throws std::invalid_argument.
Settings with_planned(Settings settings, const Words& words);

}  // namespace greycache::simulation
