// One answer as a line of JSON.
#include "greyctl/replay/answerer.h"

#include <optional>

#include "common/json_object.h"

namespace greycache {

std::string ReplayAnswer::json() const {
  return JsonObject()
      .add_text("action", action)
      .add_text("outcome", outcome_name(outcome))
      .add_number("delay", outcome == Outcome::reconnect ? std::optional(delay) : std::nullopt)
      .add_number("rule", rule)
      .add_text_or_null("src", src)
      .text();
}

}  // namespace greycache
