// A pattern with its place, and the one log line when it runs away.
#include "greycache/policy/lists/list_pattern.h"

#include <algorithm>
#include <utility>

#include "common/typed_log.h"
#include "greycache/policy/lists/literal_tail.h"

namespace greycache {

tl::expected<ListPattern, std::string> ListPattern::compile(std::string_view text, Case letters,
                                                            std::string origin) {
  auto pattern = Pattern::compile(text, letters == Case::ignored);
  if (!pattern) return tl::make_unexpected(std::move(pattern.error()));
  return ListPattern(std::move(*pattern), literal_tail(text), std::move(origin));
}

ListPattern::ListPattern(Pattern pattern, std::string tail, std::string origin)
    : pattern_(std::move(pattern)), tail_(std::move(tail)), origin_(std::move(origin)) {}

std::uint32_t ListPattern::steps_of_each(std::size_t patterns) {
  constexpr std::size_t kTogether = 10 * std::size_t{Pattern::kMostSteps};
  // A short host name needs no more, of most patterns.
  constexpr std::size_t kLeast = 250;
  const std::size_t each = kTogether / std::max<std::size_t>(patterns, 10);
  return static_cast<std::uint32_t>(std::max(each, kLeast));
}

std::optional<bool> ListPattern::tried_on(std::string_view text, std::uint32_t most_steps) const {
  const std::uint64_t runaways_before = pattern_.exceeded_count();
  const bool found = pattern_.matches(text, most_steps);
  return pattern_.exceeded_count() == runaways_before ? std::optional(found) : std::nullopt;
}

bool ListPattern::matches(std::string_view text, std::uint32_t most_steps, bool& ran_away) const {
  const std::optional<bool> found = tried_on(text, most_steps);
  ran_away = !found;
  if (ran_away && !runaway_logged_) {
    runaway_logged_ = true;
    log_typed(
        LogType::conf, 1,
        "{}: the pattern runs away on some texts; it is stopped there and counts as not matching",
        origin_);
  }
  return found.value_or(false);
}

}  // namespace greycache
