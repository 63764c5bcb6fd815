// How each call of a ModelPersistentStore goes: as the dice and the state of its database have it.
#pragma once

#include <cstdint>

#include "tests/simulation/models/model_persistent_store.h"

namespace greycache::simulation {

template <typename Work>
auto ModelPersistentStore::call(FaultPoint point, Access access, Work work) -> decltype(work()) {
  // "A call on a lost connection tries to connect once."
  if (!connected()) {
    if (auto opened = open(); !opened) return tl::unexpected(opened.error());
  }
  const Fate fate = dice_.roll(point, options_.host);
  if (auto waited = wait(fate); !waited) return tl::unexpected(waited.error());
  if (fate.outcome == Fate::Outcome::fails_before) return failed(fate.error, "a call fails");
  if (access == Access::writes && database_.read_only()) {
    return failed(StoreError::Kind::read_only, "it takes no writes");
  }
  auto result = work();
  spend_(rest_);
  if (result && (fate.outcome == Fate::Outcome::fails_after || !connected())) {
    return failed(StoreError::Kind::unavailable, "the answer is lost");
  }
  return result;
}

template <typename Work>
auto ModelPersistentStore::change(FaultPoint point, Work work) -> decltype(work()) {
  return call(point, Access::writes, [&] {
    const std::int64_t before = database_.changes();
    auto result = work();
    own_changes_ += database_.changes() - before;
    return result;
  });
}

}  // namespace greycache::simulation
