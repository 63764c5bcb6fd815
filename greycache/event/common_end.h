// When a pause ends, so that pauses end together.
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>

namespace greycache {

// How long a pause of about `span` that begins `now` shall be to end with a quarter of a second of
// the steady clock, the nearest one. Shorter ones stay as they are.
inline std::chrono::microseconds until_common_end(std::chrono::steady_clock::time_point now,
                                                  std::chrono::microseconds span) {
  using Quarters = std::chrono::duration<std::int64_t, std::ratio<1, 4>>;
  constexpr std::chrono::microseconds kQuarter{Quarters(1)};
  if (span < kQuarter) return span;
  const auto begin = now.time_since_epoch();
  const auto end = std::chrono::round<Quarters>(begin + span);
  return std::chrono::ceil<std::chrono::microseconds>(end - begin);
}

}  // namespace greycache
