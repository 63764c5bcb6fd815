// Decisions as JSON objects, a line each, for those who collect logs.
#pragma once

#include <memory>

#include "greycache/config/log_levels.h"
#include "greycache/server/decision_log.h"

namespace greycache {

// Every fact of the decision: outcome, action, delay, rule, src, and the attributes it came from.
std::unique_ptr<DecisionLog> make_json_log(const LogLevels& levels);

}  // namespace greycache
