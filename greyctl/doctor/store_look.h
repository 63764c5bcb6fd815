// Redis and PostgreSQL of the settings, with storage = shared.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// Each goes on as the daemon's account, where this process is root.
Findings look_at_redis(const Settings& settings);
Findings look_at_postgres(const Settings& settings);

}  // namespace greycache
