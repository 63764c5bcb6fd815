// How long to wait before the next attempt to connect.
#include "greycache/event/backoff.h"

#include <algorithm>
#include <memory>
#include <random>
#include <utility>

namespace greycache {

RandomUnit random_unit() {
  auto device = std::make_shared<std::random_device>();
  return [device] { return std::uniform_real_distribution<double>(0.0, 1.0)(*device); };
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
