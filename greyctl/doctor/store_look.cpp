// As the daemon connects.
#include "greyctl/doctor/store_look.h"

#include "greycache/config/redis_address.h"
#include "greycache/core/store_facts.h"
#include "greyctl/doctor/daemon_account.h"
#include "greyctl/doctor/postgres_checks.h"
#include "greyctl/doctor/redis_checks.h"

namespace greycache {

namespace {

constexpr std::chrono::seconds kStorePatience{2};

bool is_elsewhere(const Settings& settings) {
  const auto address = parse_redis_address(settings.redis);
  return address && address->unix_path.empty() && !is_loopback(address->server.address);
}

}  // namespace

Findings look_at_redis(const Settings& settings) {
  const bool daemon = look_as_daemon(settings);
  const auto facts = redis_facts_of(settings, kStorePatience);
  if (facts) return redis_findings(*facts, is_elsewhere(settings));
  return as_seen_by(daemon, redis_findings(facts.error()));
}

Findings look_at_postgres(const Settings& settings) {
  const bool daemon = look_as_daemon(settings);
  const auto facts = postgres_facts_of(settings, kStorePatience);
  return as_seen_by(daemon,
                    facts ? postgres_findings(*facts, settings) : postgres_findings(facts.error()));
}

}  // namespace greycache
