// The words for delays: bounds that were measured, and nothing in between.
#include "greycache/control/delay_words.h"

#include <fmt/format.h>

#include "common/duration.h"

namespace greycache {

namespace {

std::string within(const DelayCounts& delays, int percent) {
  const auto step = delays.step_of(percent);
  const std::chrono::seconds bound(step.value_or(DelayCounts::kSteps.back()));
  return (step ? "within " : "over ") + duration_in_words(bound);
}

}  // namespace

std::string delays_in_words(const DelayCounts& delays) {
  if (delays.mails == 0) return "none";
  return fmt::format("half {}, 95 % {}", within(delays, 50), within(delays, 95));
}

std::string delays_json(const DelayCounts& delays) {
  std::string steps;
  for (std::size_t i = 0; i < DelayCounts::kSteps.size(); ++i) {
    steps +=
        fmt::format("{}\"{}\":{}", i == 0 ? "" : ",", DelayCounts::kSteps[i], delays.within[i]);
  }
  return fmt::format("{{\"count\":{},\"sum\":{},\"within\":{{{}}}}}", delays.mails, delays.seconds,
                     steps);
}

}  // namespace greycache
