// The contract of the hot store, part four: sources that it is told to let go of.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/contract/hot_store_suite.h"

namespace greycache::hot_store_drop_suite {

namespace {

constexpr UnixTime kNow = HotStoreHarness::kNow;

Fact awl(const std::string& src) {
  return {FactKind::from_awl, src, "alice", "example.com", "", kNow - 900, kNow - 600};
}

class Store {
 public:
  KnownEntries look_up(const std::string& src) {
    const Keys keys{src, "alice", "example.com", "alice", "rcpt@example.net"};
    std::vector<KnownEntries> found(1);
    const std::vector<LookUp> asked{{&keys, nullptr}};
    bool answered = false;
    port().look_up(asked, {kNow, {}}, found, [&](const StoreResult<void>& result) {
      CHECK(result.has_value());
      answered = true;
    });
    harness_->run_loop_until([&] { return answered; });
    return found.front();
  }
  void fill(const std::string& src) {
    const std::vector<SourceFacts> sources{{src, {awl(src)}}};
    port().fill(sources, {kNow, {}});
  }
  HotStore& port() { return harness_->store(); }

 private:
  std::unique_ptr<HotStoreHarness> harness_ = make_hot_store_harness();
};

}  // namespace

TEST_CASE("hot store: what is dropped is absent, and the others stay") {
  Store store;
  for (const char* src : {"192.0.2", "192.0.3", "192.0.4"}) store.fill(src);
  CHECK(store.look_up("192.0.2").from_awl == awl("192.0.2"));
  const std::vector<std::string> gone{"192.0.2", "192.0.3", "203.0.113"};
  store.port().drop(gone);
  for (const std::string& src : gone) {
    CHECK(store.look_up(src).none());
    CHECK_FALSE(store.look_up(src).whole());
  }
  CHECK(store.look_up("192.0.4").whole());
}

TEST_CASE("hot store: what was dropped may be filled again") {
  Store store;
  store.fill("192.0.2");
  store.port().drop(std::vector<std::string>{"192.0.2"});
  store.fill("192.0.2");
  CHECK(store.look_up("192.0.2").whole());
  store.port().drop({});
  CHECK(store.look_up("192.0.2").from_awl == awl("192.0.2"));
}

}  // namespace greycache::hot_store_drop_suite
