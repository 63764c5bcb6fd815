// Counters of the daemon, since it started.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "greycache/policy/decide.h"
#include "greycache/policy/delay_counts.h"

namespace greycache {

// Written and read on the loop's thread only. All members are counts (std::int64_t, arrays or
// structs of them), and each has its row in counters.cpp.
struct Statistics {
  static constexpr std::size_t kOutcomes = static_cast<std::size_t>(Outcome::in_doubt) + 1;

  std::array<std::int64_t, kOutcomes> outcomes{};
  std::int64_t requests = 0;
  std::int64_t asked_again = 0;  // about a mail that was decided: counts under no outcome
  // Of own users' mail: entries made or renewed, and new ones beyond a limit.
  std::int64_t correspondents_learned = 0;
  std::int64_t correspondents_refused = 0;
  std::int64_t turns = 0;        // batches of requests decided together
  std::int64_t connections = 0;  // accepted or handed over
  std::int64_t handovers = 0;
  std::int64_t sources_loaded = 0;    // from the persistent store into the hot store
  std::int64_t late = 0;              // answered in doubt since the budget was over
  std::int64_t refused_requests = 0;  // over max_request, or of another protocol
  std::int64_t unjournalled = 0;      // changes that neither disk nor memory could journal

  std::int64_t clock_jumps = 0;  // the host's clock was set by more than 2 s

  DelayCounts delays;  // of outcome reconnect

  void count(Outcome outcome) { ++outcomes[static_cast<std::size_t>(outcome)]; }
  std::int64_t of(Outcome outcome) const { return outcomes[static_cast<std::size_t>(outcome)]; }
};

}  // namespace greycache
