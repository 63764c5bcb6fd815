// The stores of the settings, connected to as the daemon does.
#include <fmt/format.h>

#include "greycache/core/start_checks.h"
#include "greycache/core/storage.h"
#include "greycache/core/storage_settings.h"
#include "greycache/event/libevent_loop.h"
#include "greycache/postgres/postgres_store.h"
#include "greycache/redis/redis_check.h"

namespace greycache {

namespace {

using Weight = Trouble::Weight;

// For each step of a look before a takeover: somebody waits for the end of that.
constexpr Milliseconds kLookTime{1000};

void check_redis(std::vector<Trouble>& troubles, const Settings& settings) {
  LibeventLoop loop;
  const auto memory = redis_memory(loop, redis_options_of(settings));
  if (!memory) return troubles.push_back({Weight::fault, memory.error().message});
  if (memory->maxmemory == 0) {
    troubles.push_back({Weight::note, "Redis: maxmemory is not set: it takes what there is"});
  } else if (memory->policy == "noeviction") {
    troubles.push_back(
        {Weight::fault,
         "Redis: maxmemory-policy is noeviction: once it is full it takes nothing, and "
         "counts as lost; volatile-ttl is right"});
  }
}

void check_postgres(std::vector<Trouble>& troubles, const Settings& settings) {
  PostgresSettings postgres = postgres_settings_of(settings, kSchema);
  postgres.migrates = false;
  PostgresStore store(postgres);
  if (const auto opened = store.open(); !opened) {
    return troubles.push_back({Weight::fault, opened.error().message});
  }
  const auto missing = store.missing_rights();
  if (!missing) return troubles.push_back({Weight::fault, missing.error().message});
  if (missing->empty()) return;
  troubles.push_back({Weight::fault, fmt::format("PostgreSQL: rights are missing: {}; {}", *missing,
                                                 store.rights_advice())});
}

}  // namespace

std::string hindrance_to_takeover(const Settings& settings) {
  if (settings.storage == Storage::embedded) return {};
  return PostgresStore(postgres_settings_of(settings, kSchema, kLookTime))
      .hindrance_of_schema()
      .value_or("");
}

std::vector<Trouble> store_troubles(const Settings& settings) {
  std::vector<Trouble> troubles;
  if (settings.storage == Storage::embedded) return troubles;
  for (const auto check : {check_redis, check_postgres}) {
    try {
      check(troubles, settings);
    } catch (const StartError& error) {
      troubles.push_back({Weight::refusal, error.what()});
    }
  }
  return troubles;
}

}  // namespace greycache
