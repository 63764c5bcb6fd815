// A replay's entries in a hot store that answers at once and never forgets.
#include "greyctl/replay/hot_replay_store.h"

#include <utility>

namespace greycache {

tl::expected<ReplayStore::Found, std::string> HotReplayStore::look_up(const Keys& keys, bool whole,
                                                                      UnixTime now) {
  Found found;
  const LookUp asked{&keys, whole ? &found.all : nullptr};
  StoreResult<void> result;
  const Instant at{now, ages_};
  store_.look_up({&asked, 1}, at, {&found.known, 1},
                 [&](StoreResult<void> done) { result = done; });
  if (!result) return tl::make_unexpected(result.error().message);
  if (!found.known.whole()) {
    const SourceFacts nothing{keys.src, {}};
    store_.fill({&nothing, 1}, at);
  }
  return found;
}

tl::expected<void, std::string> HotReplayStore::apply(std::span<const Fact> facts, const Cutoffs&,
                                                      UnixTime now) {
  if (facts.empty()) return {};
  StoreResult<void> result;
  store_.apply(facts, Instant{now, ages_}, [&](StoreResult<void> done) { result = done; });
  if (!result) return tl::make_unexpected(result.error().message);
  return {};
}

}  // namespace greycache
