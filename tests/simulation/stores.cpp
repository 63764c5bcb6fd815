// The stores of a simulated site: as make_storage() of core/ has them, on models.
#include "tests/simulation/stores.h"

#include <utility>

#include "greycache/core/start_error.h"
#include "greycache/core/storage_settings.h"
#include "greycache/memory/memory_hot_store.h"
#include "greycache/redis/redis_hot_store.h"
#include "tests/simulation/models/model_journal.h"
#include "tests/simulation/models/model_persistent_store.h"
#include "tests/simulation/models/simulated_sockets.h"
#include "tests/simulation/simulated_worker.h"

namespace greycache::simulation {

namespace {

constexpr World::Span kPatienceWithOthers{250'000};
constexpr World::Span kBetweenTries{10'000};
constexpr World::Span kRedisTick{100'000};
constexpr int kCleaningTimes = 4;

std::unique_ptr<HotStore> make_memory(const Settings& settings) {
  MemoryLimits limits;
  limits.entries = static_cast<std::size_t>(settings.memory_entries);
  limits.entries_per_source = static_cast<std::size_t>(settings.max_entries_per_source);
  return std::make_unique<MemoryHotStore>(limits);
}

KeptRecords::Limits kept_of(const Settings& settings) {
  if (settings.storage == Storage::embedded) return {};
  return {settings.journal_keep, static_cast<std::int64_t>(settings.journal_max / 4)};
}

}  // namespace

Stores::Stores(World& world, PlannedDice& dice, Storage storage, int hosts)
    : world_(world),
      dice_(dice),
      storage_(storage),
      redis_([this] { return world_.elapsed(); }, 1),
      network_([this] { return world_.elapsed(); },
               [this](SimTime at, std::function<void()> call) {
                 world_.after(at - world_.elapsed(), std::move(call));
               },
               dice) {
  network_.serve(kRedis, &redis_);
  if (shared()) tick_redis();
  const int databases = storage == Storage::shared ? 1 : hosts;
  for (int i = 0; i < databases; ++i) {
    databases_.push_back(std::make_unique<ModelDatabase>([this] { return world_.elapsed(); },
                                                         7'000'000U + static_cast<unsigned>(i)));
  }
}

ModelDatabase& Stores::database(int host) {
  return *databases_[shared() ? 0 : static_cast<std::size_t>(host)];
}

// An entry that expired and came back may have lost its beginning.
bool Stores::holds(const Fact& fact, int host) {
  const auto& rows = database(host).rows();
  const auto row = rows.find(key_of(fact));
  return row != rows.end() && row->second.last_seen >= fact.last_seen;
}

MakeStorage Stores::maker(Place place, const Settings& settings, StateIs state_is) {
  return [this, place, settings, state_is](StorageParts::OnHotState on_hot_state) {
    return make(place, settings, state_is, std::move(on_hot_state));
  };
}

StorageParts Stores::make(const Place& place, const Settings& settings, StateIs state_is,
                          StorageParts::OnHotState on_hot_state) {
  StorageParts parts;
  parts.make_worker = [this, &place](std::unique_ptr<PersistentStore> store, Worker::Serves) {
    return std::make_unique<SimulatedWorker>(world_, place.loop, std::move(store), place.fibers);
  };
  open_journal(parts, place, settings, state_is);
  add_databases(parts, place, settings);
  if (shared()) {
    add_redis(parts, place, settings, std::move(on_hot_state));
  } else {
    parts.hot = make_memory(settings);
  }
  return parts;
}

void Stores::tick_redis() {
  redis_.tick();
  world_.after(kRedisTick, [this] { tick_redis(); });
}

void Stores::add_redis(StorageParts& parts, const Place& place, const Settings& settings,
                       StorageParts::OnHotState on_hot_state) {
  auto redis = std::make_unique<RedisHotStore>(
      place.loop, std::make_unique<SimulatedSockets>(network_, place.loop, place.name),
      redis_options_of(settings), std::move(on_hot_state), random_unit(place.loop));
  parts.cache_counts = [store = redis.get()] { return store->cache_counts(); };
  parts.hot = std::move(redis);
  parts.make_stand_in = [settings] { return make_memory(settings); };
}

void Stores::open_journal(StorageParts& parts, const Place& place, const Settings& settings,
                          StateIs state_is) {
  auto journal =
      std::make_unique<ModelJournal>(place.disk, place.loop.clock(), dice_, spend(place),
                                     ModelJournal::Options{settings.durability, kept_of(settings),
                                                           place.name, place.on_kept_gone});
  const bool wanted = state_is == StateIs::wanted_back || state_is == StateIs::left_empty;
  if (state_is != StateIs::found) journal->trust();
  const auto end = world_.now() + (wanted ? kPatienceWithOthers : World::Span(0));
  auto opened = journal->open(wall_seconds(place.loop));
  while (!opened && !journal->locked() && world_.now() < end) {
    world_.sleep(kBetweenTries);
    opened = journal->open(wall_seconds(place.loop));
  }
  const bool goes_on =
      opened || wanted || (journal->locked() && opened.error().kind == StoreError::Kind::read_only);
  if (!goes_on) throw StartError(opened.error().message);
  ModelJournal* const file = journal.get();
  parts.journal_upkeep.reopen = [file, &loop = place.loop] {
    return file->open(wall_seconds(loop));
  };
  parts.journal_upkeep.left_empty = state_is == StateIs::left_empty;
  parts.journal_upkeep.trim = [file] { return file->tick(); };
  parts.set_aside = [file] { return static_cast<std::int64_t>(file->bad_lines()); };
  parts.journal = std::move(journal);
}

void Stores::add_databases(StorageParts& parts, const Place& place, const Settings& settings) {
  ModelPersistentStore::Options options;
  options.kind = shared() ? ModelPersistentStore::Kind::server : ModelPersistentStore::Kind::file;
  options.host = place.name;
  options.connect_timeout = options.statement_timeout = settings.database_timeout;
  const auto make = [&] {
    return std::make_unique<ModelPersistentStore>(
        database(place.host), [this] { return world_.elapsed(); }, dice_, spend(place), options);
  };
  parts.persistent = make();
  parts.asking = make();
  if (!shared()) return;
  parts.reading = make();
  options.statement_timeout *= kCleaningTimes;
  parts.cleaning = make();
}

}  // namespace greycache::simulation
