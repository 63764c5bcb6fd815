// The contract of the hot store: what every adapter must show, whatever it keeps its entries in.
#include "tests/contract/hot_store_suite.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/contract/found_entries.h"

namespace greycache::hot_store_suite {

namespace {

constexpr UnixTime kNow = HotStoreHarness::kNow;
constexpr UnixTime kConnectAge = HotStoreHarness::kConnectAge;

const std::string kSource = "192.0.2";

Fact connect_of(const std::string& src, const std::string& name, UnixTime first = kNow - 60) {
  return {FactKind::connect, src, name, "example.com", "rcpt@example.net", first, first};
}

Fact from_awl_of(const std::string& src, const std::string& name, UnixTime first = kNow - 900,
                 UnixTime last = kNow - 600) {
  return {FactKind::from_awl, src, name, "example.com", "", first, last};
}

Fact domain_awl_of(const std::string& src, const std::string& domain = "example.com") {
  return {FactKind::domain_awl, src, "", domain, "", kNow - 800, kNow - 500};
}

Keys keys_of(const std::string& src, const std::string& name) {
  return {src, name, "example.com", name, "rcpt@example.net"};
}

// The hot store with its calls made to wait for their answers.
class Store {
 public:
  HotStore& port() { return harness_->store(); }
  HotStoreHarness& harness() { return *harness_; }

  struct Question {
    Keys keys;
    bool whole = false;
  };
  std::vector<FoundEntries> look_up(const std::vector<Question>& questions) {
    std::vector<KnownEntries> found(questions.size());
    std::vector<std::vector<Fact>> all(questions.size(), {connect_of("of", "before")});
    std::vector<LookUp> asked;
    for (const Question& one : questions) {
      asked.push_back({&one.keys, one.whole ? &all[asked.size()] : nullptr});
    }
    bool answered = false;
    port().look_up(asked, {kNow, {}}, found, [&answered](StoreResult<void> result) {
      CHECK_FALSE(answered);
      CHECK(result.has_value());
      answered = true;
    });
    harness_->run_loop_until([&answered] { return answered; });
    std::vector<FoundEntries> answers;
    for (std::size_t i = 0; i < found.size(); ++i) {
      answers.push_back({found[i], questions[i].whole ? all[i] : std::vector<Fact>()});
    }
    return answers;
  }

  // Shows besides that what peek() says, where it says something, is what a look_up() says.
  FoundEntries look_up(const Keys& keys, bool whole = false) {
    const auto said = port().peek(keys, {});
    const KnownEntries peeked = said.value_or(KnownEntries{});
    FoundEntries found = look_up(std::vector<Question>{{keys, whole}}).front();
    CHECK((!peeked.whole() || (found.whole() && peeked.connect == found.connect)));
    CHECK((said.has_value() == (peeked.whole() || peeked.domain_awl || peeked.from_awl)));
    if (peeked.whole() || peeked.domain_awl) CHECK(peeked.domain_awl == found.domain_awl);
    if (peeked.whole() || peeked.from_awl) CHECK(peeked.from_awl == found.from_awl);
    return found;
  }

  void fill(const std::string& src, const std::vector<Fact>& facts) {
    const std::vector<SourceFacts> sources{{src, facts}};
    port().fill(sources, {kNow, {}});
  }

  void apply(const std::vector<Fact>& facts) {
    wait_for_write([&](HotStore::WriteDone done) {
      port().apply(facts, {kNow, {}}, std::move(done));
    });
  }

  void replay(const std::vector<Fact>& facts) {
    wait_for_write([&](HotStore::WriteDone done) {
      port().replay(facts, {kNow, {}}, std::move(done));
    });
  }

 private:
  void wait_for_write(const std::function<void(HotStore::WriteDone)>& write) {
    int answers = 0;
    write([&answers](StoreResult<void> result) {
      CHECK(result.has_value());
      ++answers;
    });
    harness_->run_loop_until([&answers] { return answers > 0; });
    CHECK(answers == 1);
  }

  std::unique_ptr<HotStoreHarness> harness_ = make_hot_store_harness();
};

std::vector<Fact> sorted(std::vector<Fact> facts) {
  std::sort(facts.begin(), facts.end(), fact_before);
  return facts;
}

bool knows_nothing(const FoundEntries& found) {
  return !found.domain_awl && !found.from_awl && !found.connect && found.all.empty();
}

// Every character that a key part can hold.
std::string every_printable() {
  std::string text;
  for (char c = 0x21; c <= 0x7e; ++c) text += c;
  return text;
}

}  // namespace

TEST_CASE("hot store: a source is not resident at first") {
  Store store;
  CHECK_FALSE(store.look_up(keys_of(kSource, "alice")).whole());
}

TEST_CASE("hot store: fill makes a source resident, also without facts") {
  Store store;
  store.fill(kSource, {});
  const FoundEntries found = store.look_up(keys_of(kSource, "alice"), true);
  CHECK(found.whole());
  CHECK(knows_nothing(found));
  CHECK_FALSE(store.look_up(keys_of("192.0.3", "alice")).whole());
}

TEST_CASE("hot store: look_up finds each kind") {
  const std::vector<Fact> facts{connect_of(kSource, "alice"), from_awl_of(kSource, "alice"),
                                domain_awl_of(kSource)};
  for (const Fact& fact : facts) {
    Store store;
    store.fill(kSource, {fact});
    const FoundEntries found = store.look_up(keys_of(kSource, "alice"));
    CHECK(found.whole());
    CHECK(found.all.empty());
    CHECK(found.connect.has_value() == (fact.kind == FactKind::connect));
    CHECK(found.from_awl.has_value() == (fact.kind == FactKind::from_awl));
    CHECK(found.domain_awl.has_value() == (fact.kind == FactKind::domain_awl));
    const auto& hit = fact.kind == FactKind::connect    ? found.connect
                      : fact.kind == FactKind::from_awl ? found.from_awl
                                                        : found.domain_awl;
    REQUIRE(hit.has_value());
    CHECK(*hit == fact);
  }
}

TEST_CASE("hot store: a connect goes by the raw name, a from_awl by the AWL's") {
  Store store;
  store.fill(kSource, {connect_of(kSource, "news-17"), from_awl_of(kSource, "news-#")});
  Keys keys = keys_of(kSource, "news-17");
  keys.awl_name = "news-#";
  FoundEntries found = store.look_up(keys);
  CHECK(found.connect == connect_of(kSource, "news-17"));
  CHECK(found.from_awl == from_awl_of(kSource, "news-#"));
  std::swap(keys.sender_name, keys.awl_name);
  CHECK(knows_nothing(store.look_up(keys)));
}

TEST_CASE("hot store: nothing of other sources, senders, domains and recipients is found") {
  Store store;
  store.fill(kSource,
             {connect_of(kSource, "alice"), from_awl_of(kSource, "alice"), domain_awl_of(kSource)});
  store.fill("192.0.20", {});
  CHECK(knows_nothing(store.look_up(keys_of("192.0.20", "alice"), true)));

  const FoundEntries other_name = store.look_up(keys_of(kSource, "alic"));
  CHECK_FALSE(other_name.connect.has_value());
  CHECK_FALSE(other_name.from_awl.has_value());
  CHECK(other_name.domain_awl.has_value());

  Keys other_domain = keys_of(kSource, "alice");
  other_domain.sender_domain = "example.co";
  CHECK(knows_nothing(store.look_up(other_domain)));

  Keys other_rcpt = keys_of(kSource, "alice");
  other_rcpt.rcpt = "rcpt@example.ne";
  const FoundEntries found = store.look_up(other_rcpt);
  CHECK_FALSE(found.connect.has_value());
  CHECK(found.from_awl.has_value());
}

TEST_CASE("hot store: names that join to the same text stay apart") {
  Store store;
  Fact fact = connect_of(kSource, "ab");
  fact.sender_domain = "c";
  fact.rcpt = "de";
  store.fill(kSource, {fact});
  CHECK(store.look_up(Keys{kSource, "ab", "c", "ab", "de"}).connect == fact);
  CHECK_FALSE(store.look_up(Keys{kSource, "a", "bc", "a", "de"}).connect.has_value());
  CHECK_FALSE(store.look_up(Keys{kSource, "ab", "cd", "ab", "e"}).connect.has_value());
  CHECK_FALSE(store.look_up(Keys{kSource, "c", "ab", "c", "de"}).connect.has_value());
}

TEST_CASE("hot store: whole gives all facts of the source and the three besides") {
  Store store;
  const std::vector<Fact> facts{
      connect_of(kSource, "alice"),  connect_of(kSource, "bob"),
      from_awl_of(kSource, "alice"), from_awl_of(kSource, "carol"),
      domain_awl_of(kSource),        domain_awl_of(kSource, "example.org")};
  store.fill(kSource, facts);
  store.fill("198.51.100", {connect_of("198.51.100", "mallory")});
  const FoundEntries found = store.look_up(keys_of(kSource, "alice"), true);
  CHECK(sorted(found.all) == sorted(facts));
  CHECK(found.connect == facts[0]);
  CHECK(found.from_awl == facts[2]);
  CHECK(found.domain_awl == facts[4]);
}

TEST_CASE("hot store: a look_up sees what was applied before it, without waiting for it") {
  Store store;
  store.fill(kSource, {});
  bool applied = false;
  const std::vector<Fact> facts{connect_of(kSource, "alice"), from_awl_of(kSource, "alice")};
  store.port().apply(facts, {kNow, {}}, [&applied](StoreResult<void> result) {
    CHECK(result.has_value());
    applied = true;
  });
  const FoundEntries found = store.look_up(keys_of(kSource, "alice"));
  CHECK(found.connect == facts[0]);
  CHECK(found.from_awl == facts[1]);
  store.harness().run_loop_until([&applied] { return applied; });
}

TEST_CASE("hot store: apply puts its facts in the place of what is there") {
  Store store;
  const Fact stale = connect_of(kSource, "alice", kNow - kConnectAge - 1);
  const Fact known = from_awl_of(kSource, "alice");
  store.fill(kSource, {stale, known});
  const Fact again = connect_of(kSource, "alice", kNow);
  Fact seen = known;
  seen.last_seen = kNow;
  store.apply({again, seen});
  const FoundEntries found = store.look_up(keys_of(kSource, "alice"), true);
  CHECK(found.connect == again);
  CHECK(found.from_awl == seen);
  CHECK(found.all.size() == 2);
}

TEST_CASE("hot store: an apply without facts is answered too") {
  Store store;
  store.apply({});
  store.replay({});
  CHECK_FALSE(store.look_up(keys_of(kSource, "alice")).whole());
}

TEST_CASE("hot store: fill merges with what is there") {
  Store store;
  store.fill(kSource, {});
  const Fact here = from_awl_of(kSource, "alice", kNow - 500, kNow);
  const Fact waits = connect_of(kSource, "alice", kNow - 300);
  const Fact only_here = domain_awl_of(kSource);
  store.apply({here, waits, only_here});

  store.fill(kSource, {from_awl_of(kSource, "alice", kNow - 900, kNow - 400),
                       connect_of(kSource, "alice", kNow - 200), from_awl_of(kSource, "bob")});
  FoundEntries found = store.look_up(keys_of(kSource, "alice"), true);
  CHECK(found.from_awl == from_awl_of(kSource, "alice", kNow - 900, kNow));
  CHECK(found.connect == waits);
  CHECK(found.domain_awl == only_here);
  CHECK(found.all.size() == 4);

  store.fill(kSource, {connect_of(kSource, "alice", kNow - 400)});
  found = store.look_up(keys_of(kSource, "alice"));
  CHECK(found.connect == connect_of(kSource, "alice", kNow - 400));
}

TEST_CASE("hot store: replay merges into a resident source") {
  Store store;
  store.fill(kSource, {from_awl_of(kSource, "alice", kNow - 900, kNow - 10),
                       connect_of(kSource, "alice", kNow - 300)});
  store.replay({from_awl_of(kSource, "alice", kNow - 800, kNow - 20),
                connect_of(kSource, "alice", kNow - 200), from_awl_of(kSource, "bob")});
  const FoundEntries found = store.look_up(keys_of(kSource, "alice"), true);
  CHECK(found.from_awl == from_awl_of(kSource, "alice", kNow - 900, kNow - 10));
  CHECK(found.connect == connect_of(kSource, "alice", kNow - 300));
  CHECK(found.all.size() == 3);

  store.replay({from_awl_of(kSource, "alice", kNow - 950, kNow)});
  CHECK(store.look_up(keys_of(kSource, "alice")).from_awl ==
        from_awl_of(kSource, "alice", kNow - 950, kNow));
}

TEST_CASE("hot store: replay does not make a source resident, and its facts join a later fill") {
  Store store;
  store.replay({connect_of(kSource, "alice", kNow - 300), from_awl_of(kSource, "bob")});
  CHECK_FALSE(store.look_up(keys_of(kSource, "alice")).whole());
  store.fill(kSource, {connect_of(kSource, "alice", kNow - 200), from_awl_of(kSource, "carol")});
  const FoundEntries found = store.look_up(keys_of(kSource, "alice"), true);
  CHECK(found.whole());
  CHECK(found.connect == connect_of(kSource, "alice", kNow - 300));
  CHECK(found.all.size() == 3);
}

TEST_CASE("hot store: an expired copy of a connect never wins a merge") {
  const Fact stale = connect_of(kSource, "alice", kNow - kConnectAge - 1);
  const Fact fresh = connect_of(kSource, "alice", kNow - 60);
  {
    Store store;
    store.fill(kSource, {stale});
    store.replay({fresh});
    CHECK(store.look_up(keys_of(kSource, "alice")).connect == fresh);
  }
  {
    Store store;
    store.fill(kSource, {fresh});
    store.replay({stale});
    CHECK(store.look_up(keys_of(kSource, "alice")).connect == fresh);
  }
}

TEST_CASE("hot store: a connect exactly as old as connects may be still counts in a merge") {
  const Fact oldest = connect_of(kSource, "alice", kNow - kConnectAge);
  Store store;
  store.fill(kSource, {oldest});
  store.replay({connect_of(kSource, "alice", kNow - 60)});
  CHECK(store.look_up(keys_of(kSource, "alice")).connect == oldest);
}

TEST_CASE("hot store: one call asks for many sources") {
  constexpr std::size_t kSources = 1000;
  Store store;
  std::vector<SourceFacts> sources;
  std::vector<Keys> keys;
  for (std::size_t i = 0; i < kSources; ++i) {
    const std::string src = "2001:db8:" + std::to_string(i) + "::/64";
    keys.push_back(keys_of(src, "alice"));
    if (i % 2 == 0) sources.push_back({src, {from_awl_of(src, "alice", 1 + UnixTime(i), kNow)}});
  }
  store.port().fill(sources, {kNow, {}});
  std::vector<Store::Question> asked;
  for (const Keys& key : keys) asked.push_back({key, asked.size() % 4 == 0});
  const std::vector<FoundEntries> found = store.look_up(asked);
  for (std::size_t i = 0; i < kSources; ++i) {
    REQUIRE(found[i].whole() == (i % 2 == 0));
    if (i % 2 != 0) continue;
    REQUIRE(found[i].from_awl == from_awl_of(keys[i].src, "alice", 1 + UnixTime(i), kNow));
    REQUIRE(found[i].all.size() == (i % 4 == 0 ? 1 : 0));
  }
}

TEST_CASE("hot store: one call asks for the same source twice") {
  Store store;
  store.fill(kSource, {from_awl_of(kSource, "alice"), connect_of(kSource, "bob")});
  const Keys alice = keys_of(kSource, "alice");
  const Keys bob = keys_of(kSource, "bob");
  const auto found = store.look_up({{alice, false}, {bob, true}, {alice, true}});
  CHECK(found[0].whole());
  CHECK(found[0].from_awl.has_value());
  CHECK(found[0].all.empty());
  CHECK(found[1].whole());
  CHECK(found[1].connect.has_value());
  CHECK_FALSE(found[1].from_awl.has_value());
  CHECK(found[1].all.size() == 2);
  CHECK(found[2].from_awl.has_value());
  CHECK(found[2].all.size() == 2);
}

TEST_CASE("hot store: a call that asks nothing is answered") {
  Store store;
  CHECK(store.look_up(std::vector<Store::Question>{}).empty());
}

TEST_CASE("hot store: names hold every printable character, and long ones") {
  for (const std::string& text : {every_printable(), std::string(765, 'x'), std::string("%"),
                                  std::string("-undef-"), std::string("@"), std::string("*")}) {
    Store store;
    const std::string src = "2001:db8::/64";
    const std::vector<Fact> facts{{FactKind::connect, src, text, text, text, kNow - 60, kNow - 60},
                                  {FactKind::from_awl, src, text, text, "", kNow - 90, kNow - 80},
                                  {FactKind::domain_awl, src, "", text, "", kNow - 70, kNow - 50}};
    store.fill(src, {facts[0]});
    store.apply({facts[1]});
    store.replay({facts[2]});
    const FoundEntries found = store.look_up(Keys{src, text, text, text, text}, true);
    CHECK(found.connect == facts[0]);
    CHECK(found.from_awl == facts[1]);
    CHECK(found.domain_awl == facts[2]);
    CHECK(sorted(found.all) == sorted(facts));
  }
}

}  // namespace greycache::hot_store_suite
