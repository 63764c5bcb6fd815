// How long a new connection, or a new helper, takes until its first answer.
#pragma once

#include <cstdint>

#include "load/connector.h"
#include "load/mix.h"
#include "load/result.h"

namespace greycache {

// Asks `requests` times, each over a connection of its own, one after the other. The time begins
// before the connection is opened, so with the helper's fork and exec. Throws std::runtime_error
// where an answer does not come within 10 seconds.
Result first_answers(Connector& connector, const MixOptions& mix, std::uint64_t requests);

}  // namespace greycache
