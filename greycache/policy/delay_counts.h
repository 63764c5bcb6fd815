// How long mails waited that passed after waiting, counted by steps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/duration.h"

namespace greycache {

// Counts only grow, and those of several hosts add up. One thread.
struct DelayCounts {
  // Seconds. Where reconnect_delay and max_connect_age are as shipped (5 minutes, a day) all mails
  // pass within these; steps lie where mail servers try again.
  static constexpr std::array<UnixTime, 16> kSteps{
      60, 120, 300, 360, 420, 600, 900, 1200, 1800, 2700, 3600, 7200, 14400, 28800, 43200, 86400};

  std::array<std::int64_t, kSteps.size()> within{};  // mails that waited for kSteps[i] or less
  std::int64_t mails = 0;                            // all
  std::int64_t seconds = 0;                          // that they waited together

  // `delay` in seconds; one of less than 0 counts as 0.
  void add(UnixTime delay, std::int64_t count = 1);
  void add(const DelayCounts& others);

  // The first step within which so many in a hundred (1 to 100) of the mails passed. Nothing where
  // there were no mails, or where that is behind the last step.
  std::optional<UnixTime> step_of(int percent) const;
};

}  // namespace greycache
