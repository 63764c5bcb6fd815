// The memory's hot store, whose calls are done when they return, with nothing behind it.
#include "greyctl/replay/replay_memory.h"

#include <limits>

namespace greycache {

namespace {

MemoryLimits limits_of(std::size_t most_entries) {
  MemoryLimits limits;
  limits.entries = most_entries;
  limits.bytes = std::numeric_limits<std::size_t>::max() / 2;
  limits.entries_per_source = most_entries;
  return limits;
}

}  // namespace

ReplayMemory::ReplayMemory(const Ages& ages, std::size_t most_entries)
    : ages_(ages), store_(limits_of(most_entries)) {}

ReplayMemory::Found ReplayMemory::look_up(const Keys& keys, bool whole, UnixTime now) {
  Found found;
  const LookUp asked{&keys, whole ? &found.all : nullptr};
  const Instant at{now, ages_};
  store_.look_up({&asked, 1}, at, {&found.known, 1}, [](StoreResult<void>) {});
  if (!found.known.whole()) {
    const SourceFacts nothing{keys.src, {}};
    store_.fill({&nothing, 1}, at);
  }
  return found;
}

tl::expected<void, std::string> ReplayMemory::apply(std::span<const Fact> facts, UnixTime now) {
  store_.apply(facts, Instant{now, ages_}, [](StoreResult<void>) {});
  if (store_.evicted() == 0) return {};
  return tl::make_unexpected("too many entries for the memory; see --store configured");
}

}  // namespace greycache
