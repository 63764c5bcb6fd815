// A replay's entries in a hot store that answers at once and never forgets.
#pragma once

#include "greycache/store/hot_store.h"
#include "greyctl/replay/replay_store.h"

namespace greycache {

// Begins with no source known: one that is not resident has no entries.
class HotReplayStore final : public ReplayStore {
 public:
  // A store whose calls are done when they return (the memory's), and which must outlive this.
  HotReplayStore(HotStore& store, const Ages& ages) : store_(store), ages_(ages) {}

  tl::expected<Found, std::string> look_up(const Keys& keys, bool whole, UnixTime now) override;
  tl::expected<void, std::string> apply(std::span<const Fact> facts, const Cutoffs& cutoffs,
                                        UnixTime now) override;

 private:
  HotStore& store_;
  Ages ages_;
};

}  // namespace greycache
