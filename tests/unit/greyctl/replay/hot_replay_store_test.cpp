// Shows that a replay in memory knows what it has been told, and nothing of a new source.
#include "greyctl/replay/hot_replay_store.h"

#include <doctest/doctest.h>

#include "greycache/memory/memory_hot_store.h"

namespace greycache {

TEST_CASE("a source that is new has no entries, and has those that are applied") {
  MemoryHotStore memory({});
  HotReplayStore store(memory, {});
  const Keys keys{"192.0.2", "alice", "x.example", "alice", "r@y.example"};
  auto found = store.look_up(keys, true, 1000);
  REQUIRE(found);
  CHECK_FALSE(found->known.connect);
  CHECK(found->all.empty());

  const Fact fact{FactKind::connect, "192.0.2", "alice", "x.example", "r@y.example", 1000, 1000};
  REQUIRE(store.apply({&fact, 1}, {}, 1000));
  found = store.look_up(keys, false, 1001);
  REQUIRE(found);
  CHECK(found->known.connect == fact);
  CHECK(found->all.empty());
  found = store.look_up(keys, true, 1001);
  REQUIRE(found);
  CHECK(found->all == std::vector{fact});
}

}  // namespace greycache
