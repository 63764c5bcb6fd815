#include "greycache/server/storage.h"

#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "greycache/memory/memory_hot_store.h"
#include "greycache/postgres/postgres_store.h"
#include "greycache/redis/redis_hot_store.h"
#include "greycache/server/storage_settings.h"
#include "greycache/sqlite/sqlite_journal.h"
#include "greycache/sqlite/sqlite_store.h"

namespace greycache {

namespace {

std::unique_ptr<HotStore> make_memory(const Settings& settings) {
  const Rules rules = rules_of(settings);
  MemoryLimits limits;
  limits.entries = static_cast<std::size_t>(settings.memory_entries);
  limits.entries_per_source = static_cast<std::size_t>(settings.max_entries_per_source);
  return std::make_unique<MemoryHotStore>(limits, rules.max_connect_age, rules.awl_age);
}

std::unique_ptr<Journal> open_journal(const Settings& settings) {
  auto journal = std::make_unique<SqliteJournal>(settings.state_dir, settings.durability);
  if (const auto opened = journal->open(std::time(nullptr)); !opened) {
    throw StartError(opened.error().message);
  }
  return journal;
}

}  // namespace

StorageParts make_storage(EventLoop& loop, const Settings& settings,
                          StorageParts::OnHotState on_hot_state, const std::string& schema) {
  StorageParts parts;
  parts.journal = open_journal(settings);
  if (settings.storage == Storage::embedded) {
    parts.hot = make_memory(settings);
    parts.persistent = std::make_unique<SqliteStore>(settings.state_dir, settings.durability);
    return parts;
  }
  parts.hot = std::make_unique<RedisHotStore>(loop.base(), redis_options_of(settings),
                                              std::move(on_hot_state));
  parts.persistent = std::make_unique<PostgresStore>(postgres_settings_of(settings, schema));
  parts.make_stand_in = [settings] { return make_memory(settings); };
  return parts;
}

}  // namespace greycache
