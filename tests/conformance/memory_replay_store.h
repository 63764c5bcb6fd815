// Entries in a map, for replays of the policy alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "greyctl/replay/replay_store.h"

namespace greycache {

class MemoryReplayStore : public ReplayStore {
 public:
  tl::expected<Found, std::string> look_up(const Keys& keys, bool whole, UnixTime now) override;
  tl::expected<void, std::string> apply(std::span<const Fact> facts, const Cutoffs& cutoffs,
                                        UnixTime now) override;

 private:
  std::map<std::string, std::vector<Fact>> facts_by_src_;
};

}  // namespace greycache
