// What stands between the loop and the persistent store, put together.
#pragma once

#include <cstddef>
#include <utility>

#include "greycache/event/backoff.h"
#include "greycache/event/event_loop.h"
#include "greycache/storage/journal_tail.h"
#include "greycache/storage/journal_writer.h"
#include "greycache/storage/known_sources.h"
#include "greycache/storage/source_loader.h"
#include "greycache/storage/store_access.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Lives as long as the workers' last completions.
struct PersistentParts {
  struct Options {
    JournalWriter::Options writing{};
    StoreAccess::Pauses pauses{};
    std::size_t in_memory = 50'000;     // facts that wait and need not be read back
    std::size_t most_of_source = 2000;  // facts; a source with more is not loaded as a whole
  };

  // What writes and what reads: of a store with one connection the same worker, else one each, so
  // that nobody who waits for a source waits for a commit.
  struct Workers {
    Worker& writing;
    Worker& reading;
  };

  // `random` makes the pauses differ from those of other hosts.
  PersistentParts(EventLoop& loop, Workers workers, Journal& journal, StoreHealth& health,
                  const Options& options, RandomUnit random)
      : known(loop, workers.writing, journal),
        tail(journal, options.in_memory),
        access(loop, health,
               &workers.writing == &workers.reading ? StoreAccess::Connections::one_for_both
                                                    : StoreAccess::Connections::one_each,
               options.pauses, std::move(random)),
        writer(loop, workers.writing, tail, access, known, options.writing),
        loader(workers.reading, tail, access, known, options.most_of_source) {
    known.set_store_up([&health] { return health.up(); });
  }

  // Writing goes to the workers first: of one that does both, what is read then holds it.
  void dispatch(const StoreReading::Terms& terms) {
    writer.dispatch();
    loader.dispatch(terms);
  }
  bool idle() const { return writer.idle() && loader.idle(); }

  KnownSources known;
  JournalTail tail;
  StoreAccess access;
  JournalWriter writer;
  SourceLoader loader;
};

}  // namespace greycache
