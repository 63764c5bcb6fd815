// How long to wait before the next attempt to connect.
#pragma once

#include <functional>

#include "common/duration.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// A number of [0, 1).
using RandomUnit = std::function<double()>;

// From the loop's random numbers; it must outlive them.
RandomUnit random_unit(EventLoop& loop);

// Doubles from the first to the longest. Each wait is between the half and the whole of its step,
// so that hosts that lost the same server at the same moment do not come back at the same moment.
class Backoff {
 public:
  static constexpr Milliseconds kFirst{50};
  static constexpr Milliseconds kLongest{5000};

  explicit Backoff(RandomUnit random, Milliseconds first = kFirst, Milliseconds longest = kLongest);

  Milliseconds next();
  void reset() { step_ = first_; }

 private:
  RandomUnit random_;
  Milliseconds first_;
  Milliseconds longest_;
  Milliseconds step_ = first_;
};

}  // namespace greycache
