// The suite of every persistent store, part one: what goes in comes out, merged.
#include "tests/contract/persistent_store_suite.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "tests/contract/example_facts.h"

namespace greycache {

std::unique_ptr<PersistentStore> open_fresh_store() {
  auto store = fresh_store();
  REQUIRE_STORED(store->open());
  return store;
}

void store_facts(PersistentStore& store, const std::vector<Fact>& facts) {
  REQUIRE_STORED(store.merge(facts));
}

std::vector<Fact> loaded(PersistentStore& store, const std::vector<std::string>& sources,
                         const Cutoffs& cutoffs) {
  const auto result = store.load(sources, cutoffs, 10'000);
  REQUIRE_STORED(result);
  REQUIRE(result->size() == sources.size());
  std::vector<Fact> facts;
  for (const SourceFacts& source : *result) {
    facts.insert(facts.end(), source.facts.begin(), source.facts.end());
  }
  std::sort(facts.begin(), facts.end(), fact_before);
  return facts;
}

std::vector<std::string> opt_rows(PersistentStore& store, OptTable table) {
  std::vector<std::string> rows;
  REQUIRE_STORED(store.read_opt_table(table, "", 1'000'000,
                                      [&](std::string_view row) { rows.emplace_back(row); }));
  std::sort(rows.begin(), rows.end());
  return rows;
}

namespace {

constexpr UnixTime kTime = kTestTime;

// GREYCACHE_SEED repeats a run.
unsigned random_seed() {
  const char* given = std::getenv("GREYCACHE_SEED");
  return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10))
                          : std::random_device{}();
}

// Facts over few names, so that many are copies of the same one, within 40 hours of kTime.
std::vector<Fact> random_facts(std::mt19937& random, std::size_t count) {
  const auto below = [&](int bound) {
    return static_cast<UnixTime>(random() % static_cast<unsigned>(bound));
  };
  std::vector<Fact> facts;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string src = "192.0." + std::to_string(below(3));
    const std::string name = "n" + std::to_string(below(2));
    const std::string domain = "d" + std::to_string(below(2)) + ".example";
    const UnixTime first = kTime + below(40 * 3600);
    const UnixTime last = first + below(40 * 3600);
    switch (below(4)) {
      case 0:
        facts.push_back(connect_fact(src, name, domain, "r@here.example", first));
        break;
      case 3:
        facts.push_back(
            correspondent_fact("to:" + name + "@here.example", name, domain, first, last));
        break;
      case 1:
        facts.push_back(from_awl_fact(src, name, domain, first, last));
        break;
      default:
        facts.push_back(domain_awl_fact(src, domain, first, last));
    }
  }
  return facts;
}

// Merges the facts in a random order and random batches, some of them twice.
void store_shuffled(PersistentStore& store, std::vector<Fact> facts, std::mt19937& random) {
  for (std::size_t again = facts.size() / 4; again > 0; --again) {
    facts.push_back(facts[random() % facts.size()]);
  }
  std::shuffle(facts.begin(), facts.end(), random);
  for (std::size_t at = 0; at < facts.size();) {
    const std::size_t size = std::min<std::size_t>(1 + random() % 30, facts.size() - at);
    const auto batch = std::span(facts).subspan(at, size);
    REQUIRE_STORED(store.merge({batch.begin(), batch.end()}));
    at += size;
  }
}

}  // namespace

TEST_CASE("a fresh store knows nothing") {
  const auto store = open_fresh_store();
  const std::vector<std::string> sources = {"192.0.2", "198.51.100"};
  const auto result = store->load(sources, {}, 10'000);
  REQUIRE_STORED(result);
  REQUIRE(result->size() == 2);
  CHECK((*result)[0].src == "192.0.2");
  CHECK((*result)[0].facts.empty());
  CHECK((*result)[1].src == "198.51.100");
  CHECK((*result)[1].facts.empty());
}

TEST_CASE("nothing can be merged and nothing loaded") {
  const auto store = open_fresh_store();
  REQUIRE_STORED(store->merge({}));
  const auto result = store->load({}, {}, 10'000);
  REQUIRE_STORED(result);
  CHECK(result->empty());
}

TEST_CASE("facts of each kind come back as they were stored") {
  const auto store = open_fresh_store();
  const std::vector<Fact> facts = {
      connect_fact("192.0.2", "name", "sender.example", "rcpt@here.example", kTime),
      from_awl_fact("192.0.2", "name", "sender.example", kTime, kTime + 400),
      domain_awl_fact("192.0.2", "sender.example", kTime, kTime + 500)};
  store_facts(*store, facts);
  CHECK(loaded(*store, {"192.0.2"}) == merged(facts));
}

TEST_CASE("the least first_seen and the greatest last_seen of an AWL entry win") {
  const auto store = open_fresh_store();
  store_facts(*store, {from_awl_fact("192.0.2", "n", "d.example", kTime + 50, kTime + 60)});
  store_facts(*store, {from_awl_fact("192.0.2", "n", "d.example", kTime + 10, kTime + 20)});
  store_facts(*store, {from_awl_fact("192.0.2", "n", "d.example", kTime + 30, kTime + 90)});
  const std::vector<Fact> expected = {
      from_awl_fact("192.0.2", "n", "d.example", kTime + 10, kTime + 90)};
  CHECK(loaded(*store, {"192.0.2"}) == expected);
}

TEST_CASE("the least first_seen of a connect wins") {
  const auto store = open_fresh_store();
  const auto at = [](UnixTime time) {
    return connect_fact("192.0.2", "n", "d.example", "r", time);
  };
  store_facts(*store, {at(kTime + 50)});
  store_facts(*store, {at(kTime + 10)});
  store_facts(*store, {at(kTime + 30)});
  CHECK(loaded(*store, {"192.0.2"}) == std::vector<Fact>{at(kTime + 10)});
}

TEST_CASE("a connect that is over hides no younger one of the same batch") {
  const auto store = open_fresh_store();
  const Fact old = connect_fact("192.0.2", "a", "example.com", "r@example.net", kTime - 100);
  const Fact young = connect_fact("192.0.2", "a", "example.com", "r@example.net", kTime);
  store_facts(*store, {young, old});
  CHECK(loaded(*store, {"192.0.2"}, {kTime - 50, 0}) == std::vector<Fact>{young});
  CHECK(loaded(*store, {"192.0.2"}, {kTime - 100, 0}) == std::vector<Fact>{old});
}

TEST_CASE("copies in one batch are merged") {
  const auto store = open_fresh_store();
  store_facts(*store, {domain_awl_fact("192.0.2", "d.example", kTime + 5, kTime + 6),
                       connect_fact("192.0.2", "n", "d.example", "r", kTime + 9),
                       domain_awl_fact("192.0.2", "d.example", kTime + 7, kTime + 8),
                       connect_fact("192.0.2", "n", "d.example", "r", kTime + 3),
                       domain_awl_fact("192.0.2", "d.example", kTime + 5, kTime + 6)});
  const std::vector<Fact> expected = {
      connect_fact("192.0.2", "n", "d.example", "r", kTime + 3),
      domain_awl_fact("192.0.2", "d.example", kTime + 5, kTime + 8)};
  CHECK(loaded(*store, {"192.0.2"}) == expected);
}

TEST_CASE("names are compared whole: facts that differ in one name are different") {
  const auto store = open_fresh_store();
  const std::vector<Fact> facts = {connect_fact("192.0.2", "a", "b", "c", kTime),
                                   connect_fact("192.0.2", "a", "b", "cc", kTime),
                                   connect_fact("192.0.2", "a", "bc", "c", kTime),
                                   connect_fact("192.0.2", "ab", "b", "c", kTime),
                                   connect_fact("192.0.2", "A", "b", "c", kTime)};
  store_facts(*store, facts);
  CHECK(loaded(*store, {"192.0.2"}) == merged(facts));
}

TEST_CASE("any order, split and repetition of the same facts gives the same state") {
  const unsigned seed = random_seed();
  MESSAGE("GREYCACHE_SEED=" << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 8; ++round) {
    CAPTURE(round);
    const std::vector<Fact> facts = random_facts(random, 200);
    const auto store = open_fresh_store();
    store_shuffled(*store, facts, random);
    CHECK(loaded(*store, {"192.0.0", "to:n0@here.example", "192.0.1", "192.0.2",
                          "to:n1@here.example"}) == merged(facts));
  }
}

TEST_CASE("many sources come back in the order asked, also twice, each with its own facts") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts;
  std::vector<std::string> sources;
  for (int i = 0; i < 300; ++i) {
    const std::string src = "10." + std::to_string(i / 20) + "." + std::to_string(i % 20);
    sources.push_back(src);
    if (i % 3 != 0) facts.push_back(domain_awl_fact(src, "d.example", kTime, kTime + i));
  }
  store_facts(*store, facts);
  std::reverse(sources.begin(), sources.end());
  sources.push_back(sources[1]);
  const auto result = store->load(sources, {}, 10'000);
  REQUIRE_STORED(result);
  REQUIRE(result->size() == sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    CAPTURE(i);
    CHECK((*result)[i].src == sources[i]);
    const bool known = i == 300 || (299 - i) % 3 != 0;
    REQUIRE((*result)[i].facts.size() == (known ? 1 : 0));
    if (known) CHECK((*result)[i].facts[0].src == sources[i]);
  }
}

TEST_CASE("names hold every printable character") {
  std::string printable;
  for (char c = 0x21; c < 0x7f; ++c) printable += c;
  const auto store = open_fresh_store();
  std::vector<Fact> facts = {connect_fact(printable, printable, printable, printable, kTime),
                             connect_fact(printable, "\\", "\"", "'", kTime),
                             connect_fact(printable, "{", "}", ",", kTime),
                             connect_fact(printable, "NULL", "null", "--", kTime),
                             from_awl_fact(printable, printable, printable, kTime, kTime),
                             domain_awl_fact(printable, printable, kTime, kTime)};
  store_facts(*store, facts);
  CHECK(loaded(*store, {printable}) == merged(facts));
}

TEST_CASE("the longest names are stored whole") {
  // 64, 255 and 255 bytes, each percent-encoded to three, cut with a mark of 17 (see Keys).
  std::string random_text;
  std::mt19937 random(7);
  while (random_text.size() < 800) random_text += static_cast<char>('a' + random() % 26);
  const std::string name = random_text.substr(0, 64 * 3 + 17);
  const std::string long_name = random_text.substr(3, 255 * 3 + 17);
  const auto store = open_fresh_store();
  const std::vector<Fact> facts = {
      connect_fact("2001:db8:1234:5678::/64", name, long_name, long_name, kTime),
      from_awl_fact("2001:db8:1234:5678::/64", name, long_name, kTime, kTime),
      domain_awl_fact("2001:db8:1234:5678::/64", long_name, kTime, kTime)};
  store_facts(*store, facts);
  CHECK(loaded(*store, {"2001:db8:1234:5678::/64"}) == merged(facts));
}

TEST_CASE("a time out of all reason does not hold up the others of its batch") {
  const auto store = open_fresh_store();
  const Fact sound = connect_fact("192.0.2", "n", "d.example", "r", kTime);
  store_facts(*store, {connect_fact("10.0.0", "n", "d.example", "r", INT64_MAX),
                       domain_awl_fact("10.0.0", "d.example", INT64_MIN, INT64_MAX), sound,
                       from_awl_fact("10.0.0", "n", "d.example", -1, 0)});
  CHECK(loaded(*store, {"192.0.2"}) == std::vector<Fact>{sound});
}

TEST_CASE("five thousand facts go in with one call") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts;
  for (int i = 0; i < 5000; ++i) {
    facts.push_back(connect_fact("192.0.2", "n" + std::to_string(i), "d.example", "r", kTime + i));
  }
  store_facts(*store, facts);
  CHECK(loaded(*store, {"192.0.2"}) == merged(facts));
}

TEST_CASE("another process sees what was stored") {
  auto store = open_fresh_store();
  const std::vector<Fact> facts = {connect_fact("192.0.2", "n", "d.example", "r", kTime)};
  store_facts(*store, facts);
  REQUIRE_STORED(store->change_opt_table(OptTable::optout_email, "a@here.example", true));
  store.reset();
  const auto again = reopened_store();
  REQUIRE_STORED(again->open());
  CHECK(loaded(*again, {"192.0.2"}) == facts);
  CHECK(opt_rows(*again, OptTable::optout_email) == std::vector<std::string>{"a@here.example"});
}

TEST_CASE("the sources of each table are read a page at a time, each once") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts{domain_awl_fact("203.0.113", "d.example", kTime, kTime)};
  for (const std::string src : {"192.0.2", "198.51.100", "192.0.3"}) {
    for (const std::string name : {"a", "b"}) {
      facts.push_back(connect_fact(src, name, "d.example", "r", kTime));
      facts.push_back(from_awl_fact(src + ".9", name, "d.example", kTime, kTime));
    }
  }
  store_facts(*store, facts);
  const auto sources = [&store](FactKind kind, const std::string& after, std::size_t limit) {
    std::vector<std::string> found;
    REQUIRE_STORED(store->read_sources(
        kind, after, limit, [&found](std::string_view src) { found.emplace_back(src); }));
    return found;
  };
  using Names = std::vector<std::string>;
  CHECK(sources(FactKind::connect, "", 2) == Names{"192.0.2", "192.0.3"});
  CHECK(sources(FactKind::connect, "192.0.3", 2) == Names{"198.51.100"});
  CHECK(sources(FactKind::connect, "198.51.100", 2).empty());
  CHECK(sources(FactKind::from_awl, "", 9) == Names{"192.0.2.9", "192.0.3.9", "198.51.100.9"});
  CHECK(sources(FactKind::domain_awl, "", 9) == Names{"203.0.113"});
}

TEST_CASE("all facts of a table are read a page at a time, each once, in the order of its key") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts{domain_awl_fact("203.0.113", "d.example", kTime, kTime + 1)};
  for (const std::string src : {"192.0.2", "198.51.100", "192.0.3"}) {
    for (const std::string name : {"a", "b%c"}) {
      facts.push_back(connect_fact(src, name, "d.example", "r", kTime));
      facts.push_back(connect_fact(src, name, "d.example", "r", kTime + 1));
      facts.push_back(connect_fact(src, name, "c.example", "r", kTime - 1));
      facts.push_back(from_awl_fact(src, name, "d.example", kTime, kTime + 7));
    }
  }
  facts.push_back(correspondent_fact("to:anna@here.example", "a", "d.example", kTime, kTime));
  store_facts(*store, facts);
  for (const FactKind kind :
       {FactKind::connect, FactKind::from_awl, FactKind::domain_awl, FactKind::correspondent}) {
    std::vector<Fact> wanted = facts;
    std::erase_if(wanted, [kind](const Fact& fact) { return fact.kind != kind; });
    wanted = merged_by_moment(wanted);
    for (const std::size_t limit :
         {std::size_t{1}, std::size_t{2}, wanted.size(), std::size_t{100}}) {
      CAPTURE(limit);
      std::vector<Fact> read;
      FactPage page{{}, {kind, {}, {}, {}, {}, 0, 0}, true};
      for (std::size_t pages = 0; page.more && pages <= wanted.size() + 1; ++pages) {
        auto next = store->read_facts(page.last, limit);
        REQUIRE_STORED(next);
        page = *next;
        CHECK(page.facts.size() <= limit);
        read.insert(read.end(), page.facts.begin(), page.facts.end());
      }
      CHECK_FALSE(page.more);
      CHECK(read == wanted);
    }
  }
}

TEST_CASE("open() can be called again") {
  const auto store = open_fresh_store();
  store_facts(*store, {connect_fact("192.0.2", "n", "d.example", "r", kTime)});
  REQUIRE_STORED(store->open());
  CHECK(loaded(*store, {"192.0.2"}).size() == 1);
}

}  // namespace greycache
