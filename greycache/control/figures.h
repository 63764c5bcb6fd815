// All figures of the daemon at one moment.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "greycache/core/core.h"
#include "greycache/engine/statistics.h"
#include "greycache/history/history_writer.h"
#include "greycache/sessions/session_table.h"
#include "greycache/store/cache_counts.h"
#include "greycache/store/hot_counts.h"
#include "greycache/store/stand_in_store.h"

namespace greycache {

struct StoreFigures {
  std::string name;
  bool up = true;
  std::string reason;  // why it is not
  std::int64_t outages = 0;
};

struct JournalFigures {
  std::int64_t state = 0;  // a SteadyJournal::State
  std::int64_t bytes = 0;
  std::int64_t most_bytes = 0;
  std::int64_t facts_in_memory = 0;
  std::int64_t for_hot = 0;  // records
  std::int64_t for_persistent = 0;
  std::int64_t went_without = 0;
};

// What is not a count since the start is of this moment.
struct Figures {
  UnixTime started = 0;
  Statistics counted;
  std::int64_t connections_open = 0;
  std::int64_t requests_waiting = 0;  // for an answer
  std::int64_t sources_wanted = 0;    // from the persistent store
  JournalFigures journal;
  CacheCounts cache;
  HotCounts hot;
  std::int64_t set_aside = 0;          // facts and rows that no table takes, or that make no sense
  HistoryWriter::State history;        // of this process
  std::int64_t log_lines_dropped = 0;  // since the log could not take them
  std::array<std::int64_t, kBackgroundJobs> background_failures{};  // since the start
  std::array<std::int64_t, kBackgroundJobs> background_failing{};   // 1 where so
  std::array<StoreFigures, 3> stores;                               // hot, persistent, journal
  std::vector<StandIn> others_without_hot;  // hosts, none while the persistent store is away
};

// On the loop's thread.
Figures figures_of(Core& core, const SessionTable& sessions, UnixTime started);

}  // namespace greycache
