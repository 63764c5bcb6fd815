// What the mail of own users teaches.
#include "greycache/policy/correspondent_lessons.h"

#include <algorithm>
#include <string>

#include "common/keyed_hash.h"
#include "greycache/policy/correspondent.h"

namespace greycache {

namespace {

constexpr UnixTime kHour = 3600;

// No name holds a blank.
std::uint64_t hash_of(const Keys& keys) {
  return keyed_hash(keys.src + ' ' + keys.sender_domain + ' ' + keys.awl_name);
}

}  // namespace

std::optional<Fact> CorrespondentLessons::learn(const Rules& rules, const Keys& keys,
                                                std::string_view teacher, UnixTime now) {
  const std::uint64_t lesson = hash_of(keys);
  if (UnixTime* const taught = taught_.find(lesson)) {
    // Of a clock that was set back it is written again, too.
    const UnixTime refresh = std::min(rules.awl_refresh, rules.correspondent_age / 2);
    if (now >= *taught && now < *taught + refresh) return std::nullopt;
    *taught = now;
    return correspondent_fact(keys, now);
  }
  if (!within_limits(rules, teacher, now)) {
    ++refused_;
    return std::nullopt;
  }
  taught_.insert(lesson, now);
  return correspondent_fact(keys, now);
}

// Hours begin with the first lesson in them.
bool CorrespondentLessons::take_one(Hour& hour, std::int64_t most, UnixTime now) {
  if (now < hour.begin || now >= hour.begin + kHour) hour = {now, 0};
  if (hour.taught >= most) return false;
  ++hour.taught;
  return true;
}

bool CorrespondentLessons::within_limits(const Rules& rules, std::string_view teacher,
                                         UnixTime now) {
  const std::uint64_t who = keyed_hash(teacher);
  if (teachers_.find(who) == nullptr) teachers_.insert(who, {now, 0});
  return take_one(*teachers_.find(who), rules.correspondent_limit, now) &&
         take_one(all_, kMostAnHour, now);
}

}  // namespace greycache
