// The contract of the hot store, part three: whom the own users write to.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/contract/found_entries.h"
#include "tests/contract/hot_store_suite.h"

namespace greycache::hot_store_correspondent_suite {

namespace {

constexpr UnixTime kNow = HotStoreHarness::kNow;
constexpr UnixTime kDay = 86'400;
const std::string kAnna = "to:anna@here.example";
const std::string kSite = "to:@shop.example";

Fact wrote(const std::string& name, UnixTime first = kNow - 900, UnixTime last = kNow - 600,
           const std::string& src = kAnna) {
  return {FactKind::correspondent, src, name, "example.com", "", first, last};
}

Keys keys_of(const std::string& name, const std::string& src = kAnna) {
  return {src, name, "example.com", name, ""};
}

// One store whose calls are waited for.
class Store {
 public:
  FoundEntries look_up(const Keys& keys, const Instant& at = {kNow, {}}, bool all = false) {
    std::vector<KnownEntries> found(1);
    std::vector<Fact> facts;
    const std::vector<LookUp> asked{{&keys, all ? &facts : nullptr}};
    wait([&](auto done) { port().look_up(asked, at, found, std::move(done)); });
    // What is said at once is what a look-up says.
    const auto said = port().peek(keys, at.ages);
    if (said && said->correspondent) CHECK(said->correspondent == found.front().correspondent);
    return {found.front(), facts};
  }
  void fill(const std::string& src, const std::vector<Fact>& facts, bool whole = true,
            const Instant& at = {kNow, {}}) {
    const std::vector<SourceFacts> sources{{src, facts, whole}};
    port().fill(sources, at);
  }
  void apply(const std::vector<Fact>& facts) {
    wait([&](auto done) { port().apply(facts, {kNow, {}}, std::move(done)); });
  }
  void replay(const std::vector<Fact>& facts) {
    wait([&](auto done) { port().replay(facts, {kNow, {}}, std::move(done)); });
  }
  HotStore& port() { return harness_->store(); }

 private:
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

TEST_CASE("hot store: a correspondent is found by the user and its own names, and nothing else") {
  Store store;
  store.fill(kAnna, {wrote("bob")});
  store.fill(kSite, {wrote("%", kNow - 9, kNow - 8, kSite)});
  const FoundEntries found = store.look_up(keys_of("bob"), {kNow, {}}, true);
  CHECK(found.whole());
  CHECK(found.correspondent == Seen(wrote("bob")));
  CHECK_FALSE((found.from_awl || found.domain_awl || found.connect));
  CHECK(found.all == std::vector<Fact>{wrote("bob")});
  CHECK(store.look_up(keys_of("%", kSite)).correspondent == Seen(kNow - 9, kNow - 8));
  CHECK_FALSE(store.look_up(keys_of("bo")).correspondent.has_value());
  CHECK_FALSE(store.look_up(keys_of("bob", "to:bert@here.example")).correspondent.has_value());
  Keys other = keys_of("bob");
  other.sender_domain = "example.co";
  CHECK_FALSE(store.look_up(other).correspondent.has_value());
}

TEST_CASE("hot store: names of correspondents hold what names hold") {
  std::string printable;
  for (char c = 0x21; c <= 0x7e; ++c) printable += c;
  Store store;
  for (const std::string& name :
       {printable, std::string("*"), std::string("@"), std::string("%")}) {
    CAPTURE(name);
    Fact fact = wrote(name);
    Keys keys = keys_of(name);
    fact.sender_domain = keys.sender_domain = printable;
    store.apply({fact});
    CHECK(store.look_up(keys).correspondent == Seen(fact));
  }
}

TEST_CASE("hot store: a user without correspondents is resident once filled") {
  Store store;
  CHECK_FALSE(store.look_up(keys_of("bob")).whole());
  store.fill(kAnna, {});
  const FoundEntries found = store.look_up(keys_of("bob"));
  CHECK(found.whole());
  CHECK(found.none());
}

TEST_CASE("hot store: what a user's mail teaches is found at once, also of a source not here") {
  Store store;
  store.apply({wrote("bob", kNow, kNow)});
  CHECK(store.look_up(keys_of("bob")).correspondent == Seen(kNow, kNow));
  CHECK_FALSE(store.look_up(keys_of("bob")).whole());
  store.fill(kAnna, {wrote("bob", kNow - 9, kNow - 8), wrote("eve")});
  CHECK(store.look_up(keys_of("bob")).correspondent == Seen(kNow - 9, kNow));
  CHECK(store.look_up(keys_of("eve")).whole());
}

TEST_CASE("hot store: copies of a correspondent merge as an AWL entry's do") {
  Store store;
  store.replay({wrote("bob", kNow - 50, kNow - 40)});
  store.replay({wrote("bob", kNow - 90, kNow - 80)});
  store.replay({wrote("bob", kNow - 70, kNow - 30)});
  CHECK(store.look_up(keys_of("bob")).correspondent == Seen(kNow - 90, kNow - 30));
}

TEST_CASE("hot store: a user is whole by correspondent_age, and other sources by the others") {
  Store store;
  store.fill(kAnna, {});
  store.fill("192.0.2", {});
  const Keys narrow{"192.0.2", "n", "example.com", "n", "r"};
  const Ages longer{Ages{}.connect, Ages{}.awl, Ages{}.correspondent + 1};
  CHECK(store.look_up(keys_of("bob")).whole());
  CHECK_FALSE(store.look_up(keys_of("bob"), {kNow, longer}).whole());
  const Ages longer_awl{Ages{}.connect, Ages{}.awl + kDay, Ages{}.correspondent};
  CHECK_FALSE(store.look_up(narrow, {kNow, longer_awl}).whole());
}

TEST_CASE("hot store: of a user with too many correspondents what is here counts") {
  Store store;
  store.fill(kAnna, {wrote("bob")}, false);
  const FoundEntries found = store.look_up(keys_of("bob"));
  CHECK(found.residence == Residence::large);
  CHECK(found.correspondent == Seen(wrote("bob")));
  store.apply({wrote("eve", kNow, kNow)});
  CHECK(store.look_up(keys_of("eve")).correspondent == Seen(kNow, kNow));
}

}  // namespace greycache::hot_store_correspondent_suite
