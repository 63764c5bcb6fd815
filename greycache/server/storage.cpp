#include "greycache/server/storage.h"

#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "greycache/config/redis_address.h"
#include "greycache/config/secret_file.h"
#include "greycache/memory/memory_hot_store.h"
#include "greycache/postgres/postgres_store.h"
#include "greycache/redis/redis_hot_store.h"
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

std::string secret_of(const std::string& path) {
  if (path.empty()) return {};
  const auto secret = read_secret_file(path);
  if (!secret) throw StartError(secret.error());
  return *secret;
}

RedisOptions redis_options(const Settings& settings) {
  const auto address = parse_redis_address(settings.redis);
  if (!address) throw StartError("redis: " + address.error());
  const Rules rules = rules_of(settings);
  RedisOptions options;
  options.unix_path = address->unix_path;
  options.host = address->server.address;
  options.port = address->server.port;
  options.db = address->db;
  options.user = address->user;
  const std::string secret = secret_of(settings.redis_password_file);
  options.password = secret.empty() ? address->password : secret;
  options.prefix = settings.redis_prefix;
  options.timeout = settings.redis_timeout;
  options.max_connect_age = rules.max_connect_age;
  options.awl_age = rules.awl_age;
  options.max_entries_per_source = static_cast<std::size_t>(settings.max_entries_per_source);
  return options;
}

PostgresSettings postgres_settings(const Settings& settings) {
  PostgresSettings postgres;
  postgres.database = settings.database;
  postgres.password = secret_of(settings.database_password_file);
  postgres.connect_timeout = settings.database_timeout;
  postgres.statement_timeout = settings.database_timeout;
  return postgres;
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
                          StorageParts::OnHotState on_hot_state) {
  StorageParts parts;
  parts.journal = open_journal(settings);
  if (settings.storage == Storage::embedded) {
    parts.hot = make_memory(settings);
    parts.persistent = std::make_unique<SqliteStore>(settings.state_dir, settings.durability);
    return parts;
  }
  parts.hot = std::make_unique<RedisHotStore>(loop.base(), redis_options(settings),
                                              std::move(on_hot_state));
  parts.persistent = std::make_unique<PostgresStore>(postgres_settings(settings));
  parts.make_stand_in = [settings] { return make_memory(settings); };
  return parts;
}

}  // namespace greycache
