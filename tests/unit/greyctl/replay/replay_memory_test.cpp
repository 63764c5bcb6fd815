// Shows that a replay in memory knows what it has been told, and nothing of a new source.
#include "greyctl/replay/replay_memory.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("a source that is new has no entries, and has those that are applied") {
  ReplayMemory memory({}, 100);
  const Keys keys{"192.0.2", "alice", "x.example", "alice", "r@y.example"};
  auto found = memory.look_up(keys, true, 1000);
  CHECK_FALSE(found.known.connect);
  CHECK(found.all.empty());

  const Fact fact{FactKind::connect, "192.0.2", "alice", "x.example", "r@y.example", 1000, 1000};
  REQUIRE(memory.apply({&fact, 1}, 1000));
  found = memory.look_up(keys, false, 1001);
  CHECK(found.known.connect == fact);
  CHECK(found.all.empty());
  CHECK(memory.look_up(keys, true, 1001).all == std::vector{fact});
}

TEST_CASE("where entries would be forgotten it says so, and not before") {
  constexpr std::size_t kMost = 4;  // a source counts as one, too
  ReplayMemory memory({}, kMost);
  const auto remember = [&](const char* src) {
    const Fact fact{FactKind::connect, src, "alice", "x.example", "r@y.example", 1000, 1000};
    memory.look_up({src, "alice", "x.example", "alice", "r@y.example"}, false, 1000);
    return memory.apply({&fact, 1}, 1000).has_value();
  };
  CHECK(remember("192.0.2"));
  CHECK(remember("198.51.100"));
  CHECK_FALSE(remember("203.0.113"));
  CHECK_FALSE(memory.apply({}, 1000).has_value());
}

}  // namespace greycache
