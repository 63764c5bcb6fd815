// Shows the bounds of the hot store in memory: who leaves, what is dropped, what is given back.
#include "greycache/memory/memory_hot_store.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/contract/found_entries.h"

namespace greycache {

namespace {

constexpr UnixTime kNow = 1'700'000'000;
constexpr UnixTime kConnectAge = 86'400;
constexpr UnixTime kAwlAge = 60 * 86'400;

Fact from_awl_of(const std::string& src, const std::string& name, UnixTime last = kNow) {
  return {FactKind::from_awl, src, name, "example.com", "", kNow - 2 * kAwlAge, last};
}

Fact connect_of(const std::string& src, const std::string& name, UnixTime first = kNow) {
  return {FactKind::connect, src, name, "example.com", "rcpt@example.net", first, first};
}

FoundEntries look_up(MemoryHotStore& store, const std::string& src,
                     const std::string& name = "alice", UnixTime now = kNow) {
  const Keys keys{src, name, "example.com", name, "rcpt@example.net"};
  FoundEntries found;
  const LookUp asked{&keys, &found.all};
  KnownEntries& known = found;
  store.look_up({&asked, 1}, {now, {}}, {&known, 1}, [](StoreResult<void>) {});
  return found;
}

void fill(MemoryHotStore& store, const std::string& src, std::vector<Fact> facts,
          UnixTime now = kNow, const Ages& ages = {}) {
  const SourceFacts source{src, std::move(facts)};
  store.fill({&source, 1}, {now, ages});
}

MemoryHotStore make_store(const MemoryLimits& limits) {
  return MemoryHotStore(limits);
}

}  // namespace

TEST_CASE("memory: the least recently used source leaves, with all its entries") {
  MemoryHotStore store = make_store({.entries = 9, .entries_per_source = 5});
  for (const char* src : {"a", "b", "c"}) {
    fill(store, src, {from_awl_of(src, "alice"), from_awl_of(src, "bob")});
  }
  CHECK(store.entries() + store.sources() == 9);
  CHECK(look_up(store, "a").whole());
  fill(store, "d", {});
  CHECK_FALSE(look_up(store, "b").whole());
  CHECK(look_up(store, "a").all.size() == 2);
  CHECK(look_up(store, "c").all.size() == 2);
  CHECK(look_up(store, "d").whole());
  CHECK(store.evicted() == 1);
}

TEST_CASE("memory: peek knows a source that is resident, and says nothing of another") {
  MemoryHotStore store = make_store({});
  const Keys keys{"a", "alice", "example.com", "alice", "rcpt@example.net"};
  store.replay(std::vector{from_awl_of("a", "alice")}, {kNow, {}}, [](StoreResult<void>) {});
  // An AWL entry counts by itself.
  auto found = store.peek(keys, {});
  REQUIRE(found.has_value());
  CHECK_FALSE(found->whole());
  CHECK(found->from_awl.has_value());
  CHECK_FALSE(store.peek({"a", "bob", "example.com", "bob", "rcpt@example.net"}, {}).has_value());
  fill(store, "a", {connect_of("a", "alice")});
  found = store.peek(keys, {});
  REQUIRE(found.has_value());
  CHECK(found->from_awl == from_awl_of("a", "alice"));
  CHECK_FALSE(found->domain_awl.has_value());
  const Keys other{"b", "alice", "example.com", "alice", "rcpt@example.net"};
  CHECK_FALSE(store.peek(other, {}).has_value());
}

TEST_CASE("memory: peek tells all of a source where no AWL entry counts by itself") {
  MemoryHotStore store = make_store({});
  fill(store, "a", {connect_of("a", "alice")});
  for (const char* name : {"alice", "bob"}) {
    const auto found = store.peek({"a", name, "example.com", name, "rcpt@example.net"}, {});
    REQUIRE(found.has_value());
    CHECK(found->whole());
    CHECK(found->connect.has_value() == (name == std::string("alice")));
    CHECK_FALSE(found->from_awl.has_value());
    CHECK_FALSE(found->domain_awl.has_value());
  }
}

TEST_CASE("memory: who is only peeked at counts as used, too") {
  MemoryHotStore store = make_store({.entries = 2, .entries_per_source = 1});
  fill(store, "a", {});
  fill(store, "b", {});
  CHECK(store.peek({"a", "alice", "example.com", "alice", "rcpt@example.net"}, {}).has_value());
  fill(store, "c", {});
  CHECK(look_up(store, "a").whole());
  CHECK_FALSE(look_up(store, "b").whole());
}

TEST_CASE("memory: sources without entries count too") {
  MemoryHotStore store = make_store({.entries = 10, .entries_per_source = 5});
  for (int i = 0; i < 1000; ++i) fill(store, std::to_string(i), {});
  CHECK(store.sources() == 10);
  CHECK(look_up(store, "999").whole());
  CHECK_FALSE(look_up(store, "989").whole());
}

TEST_CASE("memory: bytes are bounded and given back") {
  MemoryHotStore store = make_store({.entries = 10'000, .entries_per_source = 50, .bytes = 20'000});
  const std::string name(700, 'x');
  for (int i = 0; i < 100; ++i) {
    const std::string src = std::to_string(i);
    fill(store, src, {connect_of(src, name), from_awl_of(src, name)});
    REQUIRE(store.bytes() <= 20'000);
  }
  CHECK(store.sources() >= 10);
  CHECK(look_up(store, "99", name).all.size() == 2);
  for (int i = 0; i < 10'000; ++i) fill(store, std::to_string(i), {});
  CHECK(store.entries() == 0);
  CHECK(store.bytes() <= store.sources() * 100);
}

TEST_CASE("memory: the source that is being written stays, whatever its size") {
  MemoryHotStore store = make_store({.entries = 100, .entries_per_source = 50, .bytes = 100});
  fill(store, "a", {from_awl_of("a", "alice"), from_awl_of("a", "bob")});
  CHECK(look_up(store, "a").all.size() == 2);
}

TEST_CASE(
    "memory: a source at its cap keeps all, beyond it is large and loses its oldest connects") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 8});
  fill(store, "a", {from_awl_of("a", "alice", kNow - kAwlAge + 1)});
  for (int i = 0; i < 7; ++i) {
    fill(store, "a", {connect_of("a", std::to_string(i), kNow - 100 + i)});
  }
  CHECK(look_up(store, "a").all.size() == 8);
  fill(store, "a", {connect_of("a", "7", kNow)});
  CHECK(look_up(store, "a").all.size() == 6);
  CHECK(look_up(store, "a").from_awl.has_value());
  CHECK_FALSE(look_up(store, "a", "2").connect.has_value());
  CHECK(look_up(store, "a", "3").connect.has_value());
  CHECK(look_up(store, "a", "7").connect.has_value());
  CHECK(store.entries() == 6);
}

TEST_CASE("memory: a source full of AWL entries loses those seen longest ago") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 8});
  for (int i = 0; i < 9; ++i) {
    fill(store, "a", {from_awl_of("a", std::to_string(i), kNow - 100 + i)});
  }
  CHECK(look_up(store, "a", "0").all.size() == 6);
  CHECK_FALSE(look_up(store, "a", "2").from_awl.has_value());
  CHECK(look_up(store, "a", "8").from_awl.has_value());
}

TEST_CASE("memory: expired facts are not taken, at the limit by the rule of expired()") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 100});
  fill(store, "a",
       {connect_of("a", "older", kNow - kConnectAge - 1), connect_of("a", "at", kNow - kConnectAge),
        from_awl_of("a", "at", kNow - kAwlAge), from_awl_of("a", "younger", kNow - kAwlAge + 1)});
  CHECK_FALSE(look_up(store, "a", "older").connect.has_value());
  CHECK(look_up(store, "a", "at").connect.has_value());
  CHECK_FALSE(look_up(store, "a", "at").from_awl.has_value());
  CHECK(look_up(store, "a", "younger").from_awl.has_value());
}

TEST_CASE("memory: a source that grows drops what has expired since") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 100});
  for (int i = 0; i < 50; ++i) fill(store, "a", {connect_of("a", std::to_string(i))});
  const std::size_t bytes = store.bytes();
  const UnixTime later = kNow + kConnectAge + kClocksApart + 1;
  for (int i = 50; i < 60; ++i) {
    fill(store, "a", {connect_of("a", std::to_string(i), later)}, later);
  }
  CHECK(store.entries() == 10);
  CHECK(store.bytes() < bytes / 2);
}

TEST_CASE(
    "memory: what has expired by one clock, and counts by another, stays in a source that grows") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 100});
  fill(store, "a", {connect_of("a", "alice")});
  const UnixTime later = kNow + kConnectAge + kClocksApart;
  for (int i = 0; i < 50; ++i) {
    fill(store, "a", {connect_of("a", std::to_string(i), later)}, later);
  }
  CHECK(look_up(store, "a", "alice").connect.has_value());
}

TEST_CASE("memory: a source leaves when all of it has expired, not at the limit and not in part") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 100});
  fill(store, "a", {connect_of("a", "alice")});
  fill(store, "b", {connect_of("b", "alice"), from_awl_of("b", "alice")});
  fill(store, "empty", {});
  store.tend({kNow + kConnectAge, {}});
  CHECK(look_up(store, "a").whole());
  CHECK_FALSE(look_up(store, "empty").whole());
  store.tend({kNow + kConnectAge + 1, {}});
  CHECK_FALSE(look_up(store, "a").whole());
  CHECK(look_up(store, "b").all.size() == 2);
  CHECK(store.sources() == 1);
  CHECK(store.entries() == 2);
  CHECK(store.evicted() == 0);
}

TEST_CASE("memory: many sources are looked at in rounds, and their places are used again") {
  constexpr std::size_t kSources = 5 * MemoryHotStore::kTended / 2;
  MemoryHotStore store = make_store({.entries = 10'000, .entries_per_source = 100});
  const auto fill_all = [&](UnixTime when) {
    for (std::size_t i = 0; i < kSources; ++i) {
      const std::string src = std::to_string(i);
      fill(store, src, {connect_of(src, "alice", when)}, when);
    }
  };
  fill_all(kNow);
  const std::size_t bytes = store.bytes();
  UnixTime now = kNow;
  for (int life = 0; life < 3; ++life) {
    now += kConnectAge + 1;
    store.tend({now, {}});
    CHECK(store.sources() > 0);
    for (int i = 0; i < 3; ++i) store.tend({now, {}});
    CHECK(store.sources() == 0);
    CHECK(store.bytes() == 0);
    fill_all(now);
    CHECK(store.bytes() == bytes);
  }
}

TEST_CASE("memory: what was dropped by shorter ages makes a source absent for longer ones") {
  const Ages shorter{10, 10};
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 100});
  fill(store, "a", {connect_of("a", "old", kNow - 11), connect_of("a", "young", kNow - 10)});
  const auto whole = [&store](const Ages& ages) {
    const auto found = store.peek({"a", "x", "example.com", "x", "r"}, ages);
    return found && found->whole();
  };
  CHECK(whole({}));
  // Growing, it drops what is expired.
  const UnixTime later = kNow + kClocksApart;
  for (int i = 0; i < 50; ++i) {
    const std::vector<Fact> more{connect_of("a", std::to_string(i), later)};
    store.apply(more, {later, shorter}, [](const StoreResult<void>&) {});
  }
  CHECK_FALSE(look_up(store, "a", "old").connect.has_value());
  CHECK(whole(shorter));
  CHECK_FALSE(whole({}));
  CHECK_FALSE(whole({10, 11}));
}

TEST_CASE("memory: an entry that is written over as expired makes it absent for longer ages") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 100});
  fill(store, "a", {connect_of("a", "alice", kNow - 11)});
  fill(store, "b", {connect_of("b", "alice", kNow - 11)});
  const std::vector<Fact> again{connect_of("a", "alice")};
  store.apply(again, {kNow, {10, 10}}, [](const StoreResult<void>&) {});
  CHECK(look_up(store, "a").residence == Residence::absent);
  CHECK(look_up(store, "b").whole());
}

TEST_CASE("memory: ages are told apart however often they change") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 100});
  for (UnixTime age = 1; age <= 600; ++age) {
    fill(store, "a", {}, kNow, {age, age});
    const Keys keys{"a", "x", "example.com", "x", "r"};
    const auto found = store.peek(keys, {age, age});
    REQUIRE((found && found->whole()));
    REQUIRE_FALSE(store.peek(keys, {age + 1, age}).has_value());
  }
}

TEST_CASE("memory: facts whose names no table could hold are not taken") {
  MemoryHotStore store = make_store({.entries = 1000, .entries_per_source = 100});
  fill(store, "a", {connect_of("a", std::string(70'000, 'x')), connect_of("a", "alice")});
  CHECK(look_up(store, "a").all.size() == 1);
}

}  // namespace greycache
