// One answer as a line of JSON.
#include "greyctl/replay/answerer.h"

#include <fmt/format.h>

#include "common/text.h"

namespace greycache {

std::string ReplayAnswer::json() const {
  return fmt::format(R"({{"action": {}, "outcome": "{}", "delay": {}, "rule": {}, "src": {}}})",
                     json_string(action), outcome_name(outcome),
                     outcome == Outcome::reconnect ? std::to_string(delay) : "null",
                     rule ? std::to_string(*rule) : "null",
                     src.empty() ? "null" : json_string(src));
}

}  // namespace greycache
