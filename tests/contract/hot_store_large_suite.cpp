// The contract of the hot store, part two: sources with too many entries, and ages that change.
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/contract/found_entries.h"
#include "tests/contract/hot_store_suite.h"

namespace greycache::hot_store_large_suite {

namespace {

constexpr UnixTime kNow = HotStoreHarness::kNow;
constexpr UnixTime kDay = 86'400;
const std::string kSource = "192.0.2";

Fact connect_of(const std::string& name, UnixTime first = kNow - 60) {
  return {FactKind::connect, kSource, name, "example.com", "rcpt@example.net", first, first};
}

Fact from_awl_of(const std::string& name, UnixTime last = kNow - 600) {
  return {FactKind::from_awl, kSource, name, "example.com", "", kNow - 90 * kDay, last};
}

// One store whose calls are waited for.
class Store {
 public:
  FoundEntries look_up(const std::string& name, const Instant& at = {kNow, {}}) {
    const Keys keys{kSource, name, "example.com", name, "rcpt@example.net"};
    std::vector<KnownEntries> found(1);
    std::vector<Fact> all;
    const std::vector<LookUp> asked{{&keys, &all}};
    wait([&](auto done) { port().look_up(asked, at, found, std::move(done)); });
    return {found.front(), all};
  }
  void fill(const std::vector<Fact>& facts, bool whole, const Instant& at = {kNow, {}}) {
    const std::vector<SourceFacts> sources{{kSource, facts, whole}};
    port().fill(sources, at);
  }
  void apply(const std::vector<Fact>& facts, const Instant& at = {kNow, {}}) {
    wait([&](auto done) { port().apply(facts, at, std::move(done)); });
  }
  void replay(const std::vector<Fact>& facts) {
    wait([&](auto done) { port().replay(facts, {kNow, {}}, std::move(done)); });
  }
  std::size_t cap() const { return harness_->entries_per_source(); }

 private:
  HotStore& port() { return harness_->store(); }
  template <typename Call>
  void wait(Call call) {
    bool answered = false;
    call([&answered](const StoreResult<void>& result) {
      CHECK(result.has_value());
      answered = true;
    });
    harness_->run_loop_until([&answered] { return answered; });
  }

  std::unique_ptr<HotStoreHarness> harness_ = make_hot_store_harness();
};

}  // namespace

TEST_CASE("hot store: of a source that was too large to be loaded the AWL entries are found") {
  Store store;
  store.fill({from_awl_of("alice"), connect_of("bob")}, false);
  const FoundEntries found = store.look_up("alice");
  CHECK(found.residence == Residence::large);
  CHECK(found.from_awl == from_awl_of("alice"));
  CHECK(store.look_up("carol").residence == Residence::large);
}

TEST_CASE("hot store: a large source is absent again after an hour, and may become whole") {
  Store store;
  store.fill({from_awl_of("alice")}, false);
  const Instant later{kNow + 3600, {}};
  CHECK(store.look_up("alice", later).residence == Residence::absent);
  CHECK(store.look_up("alice", later).from_awl.has_value());
  store.fill({from_awl_of("bob")}, true, later);
  const FoundEntries found = store.look_up("alice", later);
  CHECK(found.whole());
  CHECK(found.all.size() == 2);
}

TEST_CASE("hot store: what is found by key of a large source is at hand from then on") {
  Store store;
  store.fill({}, false);
  store.replay({from_awl_of("alice")});
  const FoundEntries found = store.look_up("alice");
  CHECK(found.residence == Residence::large);
  CHECK(found.from_awl == from_awl_of("alice"));
  store.apply({from_awl_of("alice", kNow)});
  CHECK(store.look_up("alice").from_awl == from_awl_of("alice", kNow));
}

TEST_CASE("hot store: at the cap a source is whole, one more makes it large for good") {
  Store store;
  store.fill({from_awl_of("alice")}, true);
  for (std::size_t i = 1; i < store.cap(); ++i) {
    store.apply({connect_of("sender-" + std::to_string(i))});
  }
  FoundEntries found = store.look_up("alice");
  CHECK(found.whole());
  CHECK(found.all.size() == store.cap());
  store.apply({connect_of("one-more")});
  found = store.look_up("alice");
  CHECK(found.residence == Residence::large);
  CHECK(found.from_awl.has_value());
}

TEST_CASE("hot store: a large source takes so much room, whatever is written to it") {
  Store store;
  store.fill({}, false);
  std::vector<Fact> connects;
  for (std::size_t i = 0; i < 3 * store.cap(); ++i) {
    store.apply({from_awl_of("known-" + std::to_string(i), kNow)});
    connects.push_back(connect_of("waits-" + std::to_string(i)));
    REQUIRE(store.look_up("nobody").residence == Residence::large);
    REQUIRE(store.look_up("nobody").all.size() <= 2 * store.cap() + 1);
  }
  store.apply(connects);
  store.replay(connects);
  CHECK(store.look_up("nobody").all.size() <= 2 * store.cap() + 1);
}

TEST_CASE("hot store: whoever counts by a longer age than a source was filled by finds it absent") {
  const Ages filled{kDay, 60 * kDay};
  for (const Ages& longer : {Ages{kDay + 1, 60 * kDay}, Ages{kDay, 60 * kDay + 1}}) {
    Store store;
    store.fill({connect_of("alice")}, true, {kNow, filled});
    CHECK(store.look_up("alice", {kNow, filled}).whole());
    CHECK(store.look_up("alice", {kNow, longer}).residence == Residence::absent);
    CHECK(store.look_up("alice", {kNow, {kDay - 1, 60 * kDay - 1}}).whole());
    // What counts by it now is filled, and nothing of it is left out.
    const Fact old = from_awl_of("bob", kNow - 60 * kDay);
    store.fill({old, connect_of("alice")}, true, {kNow, longer});
    CHECK(store.look_up("alice", {kNow, longer}).whole());
    CHECK(store.look_up("alice", {kNow, filled}).whole());
  }
}

TEST_CASE("hot store: an entry that counts by a longer age is there once the source is filled") {
  const Instant before{kNow, {kDay, 60 * kDay}};
  const Instant after{kNow, {3 * kDay, 90 * kDay}};
  const Fact known = from_awl_of("alice", kNow - 70 * kDay);
  const Fact waits = connect_of("alice", kNow - 2 * kDay);
  Store store;
  store.fill({}, true, before);
  store.apply({connect_of("bob")}, before);
  store.fill({known, waits}, true, after);
  const FoundEntries found = store.look_up("alice", after);
  CHECK(found.whole());
  CHECK(found.from_awl == known);
  CHECK(found.connect == waits);
}

TEST_CASE("hot store: by lowered ages an expired connect gives way to a younger one") {
  const Instant longer{kNow, {3 * kDay, 60 * kDay}};
  const Fact first = connect_of("alice", kNow - 2 * kDay);
  const Fact second = connect_of("alice", kNow - 600);
  Store store;
  store.fill({first}, true, longer);
  store.replay({second});
  CHECK(store.look_up("alice").connect == second);
}

}  // namespace greycache::hot_store_large_suite
