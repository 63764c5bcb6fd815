// Counting delays, and reading shares out of the counts.
#include "greycache/policy/delay_counts.h"

#include <algorithm>

namespace greycache {

void DelayCounts::add(UnixTime delay, std::int64_t count) {
  const UnixTime waited = std::max<UnixTime>(delay, 0);
  for (std::size_t i = kSteps.size(); i > 0 && waited <= kSteps[i - 1]; --i) within[i - 1] += count;
  mails += count;
  seconds += waited * count;
}

void DelayCounts::add(const DelayCounts& others) {
  for (std::size_t i = 0; i < kSteps.size(); ++i) within[i] += others.within[i];
  mails += others.mails;
  seconds += others.seconds;
}

std::optional<UnixTime> DelayCounts::step_of(int percent) const {
  for (std::size_t i = 0; mails > 0 && i < kSteps.size(); ++i) {
    if (within[i] * 100 >= mails * percent) return kSteps[i];
  }
  return std::nullopt;
}

}  // namespace greycache
