// Which facts make sense.
#include "greycache/policy/sound_fact.h"

#include <algorithm>

namespace greycache {

bool is_sound_time(UnixTime time) {
  return time >= 0 && time <= kLatestTime;
}

bool is_sound_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::ranges::all_of(name, [](char c) { return c >= 0x21 && c <= 0x7e; });
}

bool is_sound(const Fact& fact) {
  const auto fits = [](const std::string& name, bool wanted) {
    return wanted ? is_sound_name(name) : name.empty();
  };
  return is_sound_time(fact.first_seen) && is_sound_time(fact.last_seen) &&
         is_sound_name(fact.src) && is_sound_name(fact.sender_domain) &&
         fits(fact.sender_name, fact.kind != FactKind::domain_awl) &&
         fits(fact.rcpt, fact.kind == FactKind::connect);
}

}  // namespace greycache
