// The words for delays: bounds that were measured, and nothing in between.
#include "greycache/control/delay_words.h"

#include <fmt/format.h>

#include "common/duration.h"
#include "common/json_object.h"

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
  JsonObject within;
  for (std::size_t i = 0; i < DelayCounts::kSteps.size(); ++i) {
    within.add_number(std::to_string(DelayCounts::kSteps[i]), delays.within[i]);
  }
  return JsonObject()
      .add_number("count", delays.mails)
      .add_number("sum", delays.seconds)
      .add("within", within.text())
      .text();
}

}  // namespace greycache
