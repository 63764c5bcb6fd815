// The policy of a replay: settings, the lists of conf_dir, and opt tables from files.
#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "greycache/config/settings.h"
#include "greycache/engine/policy_set.h"
#include "greyctl/replay/replay_options.h"

namespace greycache {

// Opt files have a row a line, and count in lower case. What is wrong with the lists is written to
// standard error, and they hold as far as they can, as in the daemon. The error says which opt file
// cannot be read.
tl::expected<std::shared_ptr<const PolicySet>, std::string> replay_policy(
    const Settings& settings, const ReplayOptions& options);

}  // namespace greycache
