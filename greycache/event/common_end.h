// When a pause ends, so that pauses end together.
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>

namespace greycache {

// How long a pause of `span` that begins `now` shall be. Whole quarters of a second are the pauses
// of what looks after something again and again, and long deadlines: they end with a quarter of the
// steady clock, the nearest one, so that a process that has nothing to do wakes once for all of
// them. Other spans stay as they are.
inline std::chrono::microseconds until_common_end(std::chrono::steady_clock::time_point now,
                                                  std::chrono::microseconds span) {
  using Quarters = std::chrono::duration<std::int64_t, std::ratio<1, 4>>;
  constexpr std::chrono::microseconds kQuarter{Quarters(1)};
  if (span < kQuarter || span % kQuarter != span.zero()) return span;
  const auto begin = now.time_since_epoch();
  const auto end = std::chrono::round<Quarters>(begin + span);
  return std::chrono::ceil<std::chrono::microseconds>(end - begin);
}

}  // namespace greycache
