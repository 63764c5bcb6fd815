// How long facts count, and a moment at which they are judged by it.
#pragma once

#include "greycache/policy/fact.h"

namespace greycache {

// In seconds, as in Rules.
struct Ages {
  UnixTime connect = 24 * 3600;
  UnixTime awl = 60 * 86400;

  // Whether all that counts by `other` counts by these, too.
  bool cover(const Ages& other) const { return connect >= other.connect && awl >= other.awl; }

  friend bool operator==(const Ages&, const Ages&) = default;
};

// Whoever holds facts is told this with each call, and keeps neither: the settings may change.
struct Instant {
  UnixTime now = 0;
  Ages ages;

  Cutoffs cutoffs() const { return {now - ages.connect, now - ages.awl, now + kFutureAllowed}; }
};

}  // namespace greycache
