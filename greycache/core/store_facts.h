// What the stores of the settings say of themselves.
#pragma once

#include "greycache/config/settings.h"
#include "greycache/postgres/postgres_facts.h"
#include "greycache/redis/redis_facts.h"

namespace greycache {

// Each connects as the daemon does, with its account, password and certificates, and waits at most
// `patience` where the settings allow longer. The error says why the store cannot be used.
StoreResult<RedisFacts> redis_facts_of(const Settings& settings, Milliseconds patience);
StoreResult<PostgresFacts> postgres_facts_of(const Settings& settings, Milliseconds patience);

}  // namespace greycache
