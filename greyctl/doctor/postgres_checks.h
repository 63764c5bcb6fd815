// PostgreSQL as the persistent store needs it.
#pragma once

#include "greycache/config/settings.h"
#include "greycache/postgres/postgres_facts.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

Findings postgres_findings(const PostgresFacts& postgres, const Settings& settings);

// Why it could not be used, and what to do.
Findings postgres_findings(const StoreError& error);

}  // namespace greycache
