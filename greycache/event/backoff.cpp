// How long to wait before the next attempt to connect.
#include "greycache/event/backoff.h"

#include <algorithm>
#include <utility>

namespace greycache {

RandomUnit random_unit(EventLoop& loop) {
  // As many bits as a double holds.
  return [&loop] { return static_cast<double>(loop.random() >> 11U) * 0x1p-53; };
}

Backoff::Backoff(RandomUnit random, Milliseconds first, Milliseconds longest)
    : random_(std::move(random)), first_(first), longest_(longest) {}

Milliseconds Backoff::next() {
  const Milliseconds step = std::exchange(step_, std::min(step_ * 2, longest_));
  const auto jitter =
      static_cast<Milliseconds::rep>(random_() * static_cast<double>(step.count()) / 2);
  return step / 2 + Milliseconds(jitter);
}

}  // namespace greycache
