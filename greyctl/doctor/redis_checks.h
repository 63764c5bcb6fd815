// Redis as the hot store needs it.
#pragma once

#include "greycache/redis/redis_facts.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// What is right: docs/redis-keys.md. `reachable_from_elsewhere`: by TCP, from hosts other than its
// own.
Findings redis_findings(const RedisFacts& redis, bool reachable_from_elsewhere);

// Why it could not be used, and what to do.
Findings redis_findings(const StoreError& error);

}  // namespace greycache
