// Most texts end as no pattern does, which is seen for a fraction of what a match costs: by the
// last eight bytes of all, which lie together, before anything of a pattern is touched.
#include "greycache/policy/lists/pattern_set.h"

#include <algorithm>
#include <array>
#include <bit>

#include "greycache/policy/lists/client_whitelist.h"

namespace greycache {

PatternSet::End PatternSet::end_of(std::string_view text) {
  std::array<char, sizeof(End::bytes)> bytes{};
  std::array<char, sizeof(End::known)> known{};
  const std::size_t size = std::min(text.size(), bytes.size());
  std::ranges::copy(text.substr(text.size() - size),
                    bytes.end() - static_cast<std::ptrdiff_t>(size));
  std::fill_n(known.rbegin(), size, '\xff');
  return {std::bit_cast<std::uint64_t>(bytes), std::bit_cast<std::uint64_t>(known)};
}

void PatternSet::add(std::span<const std::shared_ptr<const ListPattern>> patterns) {
  for (const auto& pattern : patterns) {
    ends_.push_back(end_of(pattern->tail()));
    patterns_.push_back(pattern);
  }
}

bool PatternSet::matches(std::string_view text, std::string_view lower) const {
  const std::string_view tried = lower.substr(0, Pattern::kMaxSubject);
  const std::uint64_t end = end_of(tried).bytes;
  const std::uint32_t steps = ListPattern::steps_of_each(patterns_.size());
  int runaways = 0;
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    if ((end & ends_[i].known) != ends_[i].bytes) continue;
    const ListPattern& pattern = *patterns_[i];
    if (!tried.ends_with(pattern.tail())) continue;
    bool ran_away = false;
    if (pattern.matches(text, steps, ran_away)) return true;
    if (ran_away && ++runaways == ClientWhitelist::kMostRunaways) return false;
  }
  return false;
}

}  // namespace greycache
