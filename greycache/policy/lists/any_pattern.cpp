// Most texts end as no pattern does, which is seen for a fraction of what a match costs.
#include "greycache/policy/lists/any_pattern.h"

#include "greycache/policy/lists/client_whitelist.h"

namespace greycache {

bool any_matches(std::span<const std::shared_ptr<const ListPattern>> patterns,
                 std::string_view text, std::string_view lower) {
  const std::string_view end = lower.substr(0, Pattern::kMaxSubject);
  const std::uint32_t steps = ListPattern::steps_of_each(patterns.size());
  int runaways = 0;
  for (const auto& pattern : patterns) {
    if (!end.ends_with(pattern->tail())) continue;
    bool ran_away = false;
    if (pattern->matches(text, steps, ran_away)) return true;
    if (ran_away && ++runaways == ClientWhitelist::kMostRunaways) return false;
  }
  return false;
}

}  // namespace greycache
