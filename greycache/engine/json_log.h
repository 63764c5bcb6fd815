// Decisions as JSON objects, a line each, for those who collect logs.
#pragma once

#include <memory>

#include "greycache/engine/decision_log.h"

namespace greycache {

// Every fact of the decision, at level 2 of the type grey: outcome, action, what it was decided on
// (delay, rule, reference, src, awl_name, first_seen, last_seen, added), and the attributes it came
// from. docs/operations.md describes the members.
std::unique_ptr<DecisionLog> make_json_log();

}  // namespace greycache
