// The stores that the settings choose, built.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "greycache/config/settings.h"
#include "greycache/core/start_error.h"
#include "greycache/event/libevent_loop.h"
#include "greycache/storage/steady_journal.h"
#include "greycache/storage/worker.h"
#include "greycache/store/cache_counts.h"
#include "greycache/store/hot_counts.h"
#include "greycache/store/hot_store.h"
#include "greycache/store/journal.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// The daemon's own schema in PostgreSQL.
inline constexpr const char kSchema[] = "greycache";

struct StorageParts {
  // Told when the hot store can be used, or no longer and why.
  using OnHotState = std::function<void(const StoreResult<std::string>& state)>;

  std::unique_ptr<Journal> journal;
  SteadyJournal::Upkeep journal_upkeep;
  std::unique_ptr<HotStore> hot;
  std::unique_ptr<PersistentStore> persistent;
  // The same store by a connection of its own, for reading sources: nobody shall wait for longer
  // than that takes.
  std::unique_ptr<PersistentStore> reading;
  // And for what may take long. nullptr where it is a file of this host, which has one writer at a
  // time.
  std::unique_ptr<PersistentStore> cleaning;
  // And for what an operator asks: connected when he does.
  std::unique_ptr<PersistentStore> asking;
  std::unique_ptr<PersistentStore> reporting;  // nullptr: asking does that, too
  // Of the cache before the hot store; empty where there is none.
  std::function<CacheCounts()> cache_counts;
  // Of a hot store on another host; empty for memory.
  std::function<HotCounts()> hot_counts;
  // Entries that the persistent store could not take, or that made no sense there or in the
  // journal. Asks nobody.
  std::function<std::int64_t()> set_aside;
  // Who runs the calls of a store that block.
  std::function<std::unique_ptr<Worker>(std::unique_ptr<PersistentStore> store,
                                        Worker::Serves serves)>
      make_worker;
  // Stands in while the hot store is away; empty for one that never is.
  std::function<std::unique_ptr<HotStore>()> make_stand_in;
};

// Builds the parts a Core stands on; may throw StartError.
using MakeStorage = std::function<StorageParts(StorageParts::OnHotState on_hot_state)>;

// How the state directory comes to this process. Where another holds it that is an error at once,
// but for a process that served before and must go on: its journal waits in memory for the
// directory, after a moment in which the other may let go. One that was handed over, or comes back,
// was in use until now: nobody waits until its journal is looked through for damage.
// `left_empty` is wanted_back by a process that had handed on all of its journal.
enum class StateIs { found, handed_over, wanted_back, left_empty };

// Nothing connects yet but for the hot store, which begins to and tells `on_hot_state` from the
// loop; the state directory is locked and the journal open. Throws StartError.
// `schema` is PostgreSQL's.
StorageParts make_storage(LibeventLoop& loop, const Settings& settings,
                          StorageParts::OnHotState on_hot_state, const std::string& schema,
                          StateIs state_is);

// make_storage(), for a Core. `loop` must outlive what it returns.
MakeStorage storage_maker(LibeventLoop& loop, const Settings& settings,
                          const std::string& schema = kSchema, StateIs state_is = StateIs::found);

}  // namespace greycache
