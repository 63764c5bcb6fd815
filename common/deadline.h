// A moment on the monotonic clock by which something must have happened.
#pragma once

#include <chrono>
#include <compare>
#include <ctime>

namespace greycache {

class Deadline {
 public:
  using Nanoseconds = std::chrono::nanoseconds;

  // CLOCK_MONOTONIC, which nobody sets.
  static Nanoseconds now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
  }

  static Deadline at(Nanoseconds moment) { return Deadline(moment); }
  static Deadline after(Nanoseconds span) { return Deadline(now() + span); }
  static Deadline never() { return Deadline(Nanoseconds::max()); }

  bool passed(Nanoseconds now) const { return now >= moment_; }

  // Milliseconds that are left, for poll(2): rounded up, so that a wait never ends just before the
  // deadline; 0 where it has passed, -1 for never.
  int poll_timeout(Nanoseconds now) const {
    if (moment_ == Nanoseconds::max()) return -1;
    if (passed(now)) return 0;
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(moment_ - now).count());
  }

  friend auto operator<=>(const Deadline&, const Deadline&) = default;

 private:
  explicit Deadline(Nanoseconds moment) : moment_(moment) {}

  Nanoseconds moment_;
};

}  // namespace greycache
