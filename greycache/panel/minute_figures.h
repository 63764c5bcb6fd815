// How many first attempts, passes and deferrals there were in each minute of the last day.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/duration.h"
#include "greycache/engine/statistics.h"

namespace greycache {

// Kept in memory, by this process since its start. One thread at a time.
class MinuteFigures {
 public:
  static constexpr std::size_t kMinutes = 1440;

  // What was counted since the last call, or the start, belongs to the minute of `now`. To be
  // called about once a second.
  void take(const Statistics& counted, UnixTime now);

  // {"start":T,"first_attempts":[...],"passed":[...],"deferred":[...]}: kMinutes numbers each, of
  // the minute that begins at T and those behind it; the last is that of `now`. 0 of what was
  // before the start.
  std::string json(UnixTime now) const;

 private:
  struct Counts {
    std::int64_t first_attempts = 0;
    std::int64_t passed = 0;
    std::int64_t deferred = 0;  // with the first attempts
  };
  static Counts counts_of(const Statistics& counted);
  Counts& at(std::int64_t minute);
  std::string column(std::int64_t last, std::int64_t Counts::*number) const;

  std::array<Counts, kMinutes> ring_{};  // by minute since 1970
  std::int64_t newest_ = 0;              // minute since 1970
  Counts before_;
};

}  // namespace greycache
