// The adapters made from the settings, and the state directory locked.
#include "greycache/core/storage.h"

#include <fmt/format.h>

#include <ctime>
#include <thread>
#include <utility>
#include <vector>

#include "common/typed_log.h"
#include "greycache/core/storage_settings.h"
#include "greycache/memory/memory_hot_store.h"
#include "greycache/postgres/postgres_store.h"
#include "greycache/redis/redis_hot_store.h"
#include "greycache/redis/wire/system_sockets.h"
#include "greycache/sqlite/sqlite_journal.h"
#include "greycache/sqlite/sqlite_store.h"
#include "greycache/storage/thread_worker.h"

namespace greycache {

namespace {

// A removal reads whole tables: it may take so many times as long as any other statement.
constexpr int kCleaningTimes = 4;

constexpr std::chrono::milliseconds kPatienceWithOthers{250};
constexpr std::chrono::milliseconds kBetweenTries{10};

std::unique_ptr<HotStore> make_memory(const Settings& settings) {
  MemoryLimits limits;
  limits.entries = static_cast<std::size_t>(settings.memory_entries);
  limits.entries_per_source = static_cast<std::size_t>(settings.max_entries_per_source);
  return std::make_unique<MemoryHotStore>(limits);
}

// SQLite's entries are on the same disk: whoever loses those has lost the journal, too.
KeptRecords::Limits kept_of(const Settings& settings) {
  if (settings.storage == Storage::embedded) return {};
  return {settings.journal_keep, static_cast<std::int64_t>(settings.journal_max / 4)};
}

// Tries again for as long as somebody else may be about to let go of the directory.
StoreResult<void> open_patiently(SqliteJournal& journal, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto opened = journal.open(std::time(nullptr));
    if (opened || journal.locked() || std::chrono::steady_clock::now() >= end) return opened;
    std::this_thread::sleep_for(kBetweenTries);
  }
}

// A disk that is full or read-only is no reason not to start: the journal begins in memory.
void open_journal(StorageParts& parts, const Settings& settings, StateIs state_is) {
  auto journal =
      std::make_unique<SqliteJournal>(settings.state_dir, settings.durability, kept_of(settings));
  const bool wanted = state_is == StateIs::wanted_back || state_is == StateIs::left_empty;
  if (state_is != StateIs::found) journal->trust();
  const auto opened =
      open_patiently(*journal, wanted ? kPatienceWithOthers : std::chrono::milliseconds{});
  const bool goes_on =
      opened || wanted || (journal->locked() && opened.error().kind == StoreError::Kind::read_only);
  if (!opened && wanted) log_typed(LogType::dbaccess, 0, "{}", opened.error().message);
  if (!goes_on) throw StartError(opened.error().message);
  parts.journal_upkeep.reopen = [file = journal.get()] { return file->open(std::time(nullptr)); };
  parts.journal_upkeep.left_empty = state_is == StateIs::left_empty;
  parts.journal_upkeep.trim = [file = journal.get()] { return file->tick(); };
  parts.set_aside = [file = journal.get()] { return static_cast<std::int64_t>(file->bad_lines()); };
  parts.journal = std::move(journal);
}

// One that opens its store before anybody asks: where the file's log is lost none can be opened.
std::unique_ptr<Worker> opening_worker(LibeventLoop& loop, std::unique_ptr<PersistentStore> store,
                                       Worker::Serves serves) {
  auto worker = std::make_unique<ThreadWorker>(loop, std::move(store), serves);
  worker->post([](PersistentStore& opened) -> Worker::Completion {
    static_cast<void>(opened.open());
    return {};
  });
  return worker;
}

HotCounts hot_counts_of(const RedisCounters& seen) {
  return {seen.unreadable, seen.foreign_keys, seen.tidied, seen.untidied};
}

void make_sqlite(StorageParts& parts, const Settings& settings) {
  using Role = SqliteStore::Role;
  const auto make = [&settings](Role role) {
    return std::make_unique<SqliteStore>(settings.state_dir, settings.durability, role);
  };
  auto writing = make(Role::writes_entries);
  auto reading = make(Role::beside);
  parts.set_aside = [journal = std::move(parts.set_aside), writes = writing.get(),
                     reads = reading.get()] {
    return journal() + writes->set_aside() + reads->set_aside();
  };
  parts.persistent = std::move(writing);
  parts.reading = std::move(reading);
  parts.asking = make(Role::beside);
  parts.reporting = make(Role::beside);
}

void make_postgres(StorageParts& parts, PostgresSettings settings) {
  std::vector<const PostgresStore*> stores;
  const auto make = [&] {
    auto store = std::make_unique<PostgresStore>(settings);
    stores.push_back(store.get());
    return store;
  };
  parts.persistent = make();
  parts.reading = make();
  parts.asking = make();
  parts.reporting = make();
  settings.statement_timeout *= kCleaningTimes;
  parts.cleaning = make();
  parts.set_aside = [journal = std::move(parts.set_aside), stores] {
    std::int64_t all = journal();
    for (const PostgresStore* store : stores) all += store->facts_set_aside();
    return all;
  };
}

}  // namespace

StorageParts make_storage(LibeventLoop& loop, const Settings& settings,
                          StorageParts::OnHotState on_hot_state, const std::string& schema,
                          StateIs state_is) {
  StorageParts parts;
  open_journal(parts, settings, state_is);
  if (settings.storage == Storage::embedded) {
    parts.hot = make_memory(settings);
    make_sqlite(parts, settings);
    parts.make_worker = [&loop](std::unique_ptr<PersistentStore> store, Worker::Serves serves) {
      return opening_worker(loop, std::move(store), serves);
    };
    return parts;
  }
  parts.make_worker = [&loop](std::unique_ptr<PersistentStore> store, Worker::Serves serves) {
    return std::make_unique<ThreadWorker>(loop, std::move(store), serves);
  };
  RedisOptions options = redis_options_of(settings);
  auto sockets = system_sockets(loop, options.tls);
  auto redis = std::make_unique<RedisHotStore>(loop, std::move(sockets), std::move(options),
                                               std::move(on_hot_state), random_unit(loop));
  parts.cache_counts = [store = redis.get()] { return store->cache_counts(); };
  parts.hot_counts = [store = redis.get()] { return hot_counts_of(store->counters()); };
  parts.hot = std::move(redis);
  make_postgres(parts, postgres_settings_of(settings, schema));
  parts.make_stand_in = [settings] { return make_memory(settings); };
  return parts;
}

MakeStorage storage_maker(LibeventLoop& loop, const Settings& settings, const std::string& schema,
                          StateIs state_is) {
  return [&loop, settings, schema, state_is](StorageParts::OnHotState on_hot_state) {
    return make_storage(loop, settings, std::move(on_hot_state), schema, state_is);
  };
}

}  // namespace greycache
