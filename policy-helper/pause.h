// The pauses between attempts to reach a daemon that is not there: 10 ms, growing to 50 ms.
#pragma once

#include <poll.h>

#include <algorithm>
#include <chrono>

#include "common/deadline.h"

namespace greycache {

class Pause {
 public:
  // Sleeps for the next pause, or until the deadline where that comes first. False once the
  // deadline has passed: no further attempt then.
  bool wait(const Deadline& deadline) {
    const int left = deadline.poll_timeout(Deadline::now());
    const int span = next();
    // A signal that cuts the pause short only means an earlier attempt.
    if (left != 0) poll(nullptr, 0, left < 0 ? span : std::min(left, span));
    return !deadline.passed(Deadline::now());
  }

  // The length of the next pause in milliseconds; each call moves on.
  int next() {
    const int span = milliseconds_;
    milliseconds_ = std::min(span * 2, kLongest);
    return span;
  }

 private:
  static constexpr int kShortest = 10;
  static constexpr int kLongest = 50;

  int milliseconds_ = kShortest;
};

}  // namespace greycache
