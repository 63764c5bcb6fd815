// Whether what runs beside the requests succeeds: told once per change, counted.
#pragma once

#include <array>
#include <string>

#include "greycache/server/statistics.h"

namespace greycache {

// Jobs whose failing no request feels at once. Each succeeds as a rule, so the first word about one
// is that it fails, or nothing. While the persistent store is away, which is told by itself, its
// jobs report nothing. One thread.
class BackgroundJobs {
 public:
  struct State {
    bool failing = false;
    std::string reason;  // of the last failure
  };

  // Counts there.
  explicit BackgroundJobs(Statistics& statistics) : statistics_(statistics) {}

  void succeeded(BackgroundJob job);
  // `why` is one sentence, already escaped.
  void failed(BackgroundJob job, const std::string& why);

  const State& of(BackgroundJob job) const { return states_[static_cast<std::size_t>(job)]; }

 private:
  Statistics& statistics_;
  std::array<State, kBackgroundJobs> states_;
};

// In words: "the upkeep of partitions".
const char* words_of(BackgroundJob job);

}  // namespace greycache
