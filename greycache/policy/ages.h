// How long facts count, and a moment at which they are judged by it.
#pragma once

#include <algorithm>

#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

// In seconds, as in Rules.
struct Ages {
  UnixTime connect = 24 * 3600;
  UnixTime awl = 60 * 86400;
  UnixTime correspondent = 90 * 86400;

  // Whether all that counts by `other` counts by these, too.
  bool cover(const Ages& other) const {
    return connect >= other.connect && awl >= other.awl && correspondent >= other.correspondent;
  }

  friend bool operator==(const Ages&, const Ages&) = default;
};

// What both cover.
inline Ages shorter(const Ages& a, const Ages& b) {
  return {std::min(a.connect, b.connect), std::min(a.awl, b.awl),
          std::min(a.correspondent, b.correspondent)};
}

// How far the clocks of hosts may be apart; one that is further off is wrong.
inline constexpr UnixTime kClocksApart = 3600;

// Whoever holds facts is told this with each call, and keeps neither: the settings may change.
struct Instant {
  UnixTime now = 0;
  Ages ages;

  Cutoffs cutoffs() const {
    return {now - ages.connect, now - ages.awl, now + kFutureAllowed, now - ages.correspondent};
  }
  // What has expired by these has by the clock of every host.
  Cutoffs cutoffs_by_every_clock() const { return Instant{now - kClocksApart, ages}.cutoffs(); }
};

inline Ages ages_of(const Rules& rules) {
  return {rules.max_connect_age, rules.awl_age, rules.correspondent_age};
}

inline Cutoffs cutoffs_at(const Rules& rules, UnixTime now) {
  return Instant{now, ages_of(rules)}.cutoffs();
}

}  // namespace greycache
