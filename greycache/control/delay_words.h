// Delays for an operator.
#pragma once

#include <string>

#include "greycache/policy/delay_counts.h"

namespace greycache {

// "half within 6 minutes, 95 % within 20 minutes"; "none" where no mail passed after waiting.
std::string delays_in_words(const DelayCounts& delays);

// {"count":N,"sum":SECONDS,"within":{"60":N,...}}: `within` as the steps have it, each with those
// before it.
std::string delays_json(const DelayCounts& delays);

}  // namespace greycache
