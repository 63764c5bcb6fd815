// The faults that the model of a persistent store can have.
#include <doctest/doctest.h>

#include "tests/contract/example_facts.h"
#include "tests/simulation/models/model_persistent_store.h"
#include "tests/simulation/models/scripted_dice.h"

namespace greycache::simulation::model_database_test {

namespace {

using Error = StoreError::Kind;
using State = ModelDatabase::State;
using Kind = ModelPersistentStore::Kind;
using std::chrono::seconds;

const std::vector<std::string> kSources{"192.0.2"};

Fact fact(const std::string& name, UnixTime at = kTestTime) {
  return connect_fact("192.0.2", name, "d.example", "r@here.example", at);
}

// A database with a connection or two, and a clock.
struct Site {
  SimTime now = seconds(1000);
  ScriptedDice dice;
  SimTime spent{0};
  ModelDatabase database{[this] { return now; }, 7};
  ModelPersistentStore store = connection(Kind::server);

  ModelPersistentStore connection(Kind kind) {
    return {database,
            [this] { return now; },
            dice,
            [this](SimTime span) {
              spent += span;
              now += span;
            },
            {.kind = kind, .host = "mx"}};
  }
  std::size_t loaded() {
    const auto sources = store.load(kSources, {}, 100);
    REQUIRE(sources.has_value());
    return sources->front().facts.size();
  }
};

Error error_of(const StoreResult<void>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().kind;
}

}  // namespace

TEST_CASE("model database: a call fails before its effect with any error, or after it") {
  for (const Error kind :
       {Error::unavailable, Error::contention, Error::read_only, Error::refused}) {
    Site site;
    REQUIRE(site.store.open());
    site.dice.next(FaultPoint::merge, {.outcome = Fate::Outcome::fails_before, .error = kind});
    CHECK(error_of(site.store.merge({fact("a")})) == kind);
    CHECK(site.loaded() == 0);
    site.dice.next(FaultPoint::merge, {.outcome = Fate::Outcome::fails_after, .error = kind});
    CHECK(error_of(site.store.merge({fact("a")})) == Error::unavailable);
    CHECK(site.loaded() == 1);
  }
}

TEST_CASE("model database: a call takes its time, in which the server may go") {
  Site site;
  REQUIRE(site.store.open());
  site.dice.next(FaultPoint::merge, {.takes = seconds(3), .salt = 2});
  REQUIRE(site.store.merge({fact("a")}));
  CHECK(site.spent == seconds(3));
  auto other = ModelPersistentStore(
      site.database, [&] { return site.now; }, site.dice,
      [&](SimTime) { site.database.end_connections(); }, {});
  REQUIRE(site.store.open());
  CHECK(error_of(other.merge({fact("b")})) == Error::unavailable);
}

TEST_CASE(
    "model database: a server that is away refuses at once, one that hangs costs the timeout") {
  Site site;
  REQUIRE(site.store.open());
  site.database.set_state(State::down);
  CHECK(error_of(site.store.merge({fact("a")})) == Error::unavailable);
  CHECK(site.spent == SimTime(0));
  site.database.set_state(State::hanging);
  CHECK(error_of(site.store.open()) == Error::unavailable);
  CHECK(site.spent == seconds(2));
  site.database.set_state(State::up);
  CHECK(site.store.merge({fact("a")}));
}

TEST_CASE("model database: a promoted standby lacks the last commits and has another history") {
  Site site;
  REQUIRE(site.store.open());
  const std::string before = site.store.history();
  REQUIRE(site.store.merge({fact("a"), fact("b", kTestTime + 5)}));
  site.now += seconds(2);
  REQUIRE(site.store.merge({fact("c"), fact("b", kTestTime + 1)}));
  site.now += seconds(1);
  site.database.promote(seconds(2));
  CHECK(site.loaded() == 2);
  CHECK(site.store.history() != before);
  CHECK(site.store.load(kSources, {}, 9)->front().facts.back().first_seen == kTestTime + 5);
}

TEST_CASE("model database: a backup is restored as it was, the opt tables too") {
  Site site;
  REQUIRE(site.store.merge({fact("a")}));
  REQUIRE(*site.store.change_opt_table(OptTable::optin_email, "a@b", true));
  site.database.backup();
  REQUIRE(site.store.merge({fact("b")}));
  REQUIRE(*site.store.change_opt_table(OptTable::optin_email, "c@d", true));
  site.database.restore();
  CHECK(site.loaded() == 1);
  CHECK(site.database.opt_rows(OptTable::optin_email).size() == 1);
}

TEST_CASE(
    "model database: the opt tables' number goes back with lost commits, and none comes again") {
  Site site;
  const auto version = [&] { return *site.store.opt_tables_version(); };
  const auto add = [&](const char* row) {
    REQUIRE(*site.store.change_opt_table(OptTable::optin_email, row, true));
  };
  add("a@here.example");
  const auto kept = version();
  site.now += seconds(10);
  add("b@here.example");
  const auto lost = version();
  CHECK(lost != kept);
  site.database.promote(seconds(2));
  CHECK(version() == kept);
  CHECK(site.database.opt_rows(OptTable::optin_email).size() == 1);
  add("c@here.example");
  CHECK(version() != kept);
  CHECK(version() != lost);
}

TEST_CASE(
    "model database: expectations are lost with the last commits, and their number with them") {
  Site site;
  const auto version = [&] { return *site.store.expectations_version(); };
  const auto rows = [&] {
    std::vector<Expectation> all;
    REQUIRE(site.store.read_expectations({}, 9, [&](const auto& row) { all.push_back(row); }));
    return all;
  };
  const Expectation first{"a@here.example", "", 9, 1, 9, false, ""};
  const Expectation removal{"a@here.example", "", 9, 2, 9, true, ""};
  REQUIRE(site.store.merge_expectations({&first, 1}));
  const auto kept = version();
  site.now += seconds(10);
  REQUIRE(site.store.merge_expectations({&removal, 1}));
  const auto lost = version();
  CHECK(lost != kept);
  site.database.promote(seconds(2));
  CHECK(version() == kept);
  CHECK(rows() == std::vector<Expectation>{first});
  REQUIRE(site.store.merge_expectations({&removal, 1}));
  CHECK(version() != kept);
  CHECK(version() != lost);
}

TEST_CASE("model database: what is read-only is read, and takes nothing") {
  Site site;
  REQUIRE(site.store.merge({fact("a")}));
  site.database.set_read_only(true);
  CHECK(error_of(site.store.merge({fact("b")})) == Error::read_only);
  CHECK(site.loaded() == 1);
}

TEST_CASE("model database: one host at a time expires entries") {
  Site site;
  REQUIRE(site.store.merge({fact("a"), fact("b")}));
  auto other = ModelPersistentStore(
      site.database, [&] { return site.now; }, site.dice, [](SimTime) {}, {});
  std::vector<Fact> forgotten;
  site.dice.next(FaultPoint::expire, {.takes = seconds(1)});
  CHECK(*other.expire({kTestTime + 1, 0}, 1, forgotten) == 1);
  CHECK(*site.store.expire({kTestTime + 1, 0}, 1, forgotten) == 0);
  site.now += seconds(1);
  CHECK(*site.store.expire({kTestTime + 1, 0}, 1, forgotten) == 1);
  CHECK(forgotten.size() == 2);
}

TEST_CASE("model database: rows that make no sense are set aside where they are read") {
  Site site;
  site.database.put({FactKind::from_awl, "192.0.2", "d.example", "a b"}, {1, 2});
  site.database.put({FactKind::from_awl, "192.0.2", "d.example", "c"}, {-1, 2});
  REQUIRE(site.store.merge({fact("a"), fact("\xff")}));
  CHECK(site.store.set_aside() == 1);
  CHECK(site.loaded() == 1);
  CHECK(site.store.set_aside() == 3);
}

TEST_CASE("model database: a file tells its process of what others have written") {
  Site site;
  auto file = site.connection(Kind::file);
  CHECK_FALSE(file.outside_writes().has_value());
  REQUIRE(file.merge({fact("a")}));
  const auto before = file.outside_writes();
  REQUIRE(before.has_value());
  REQUIRE(file.merge({fact("b")}));
  CHECK(file.outside_writes() == before);
  site.database.put({FactKind::domain_awl, "10.0.0", "d.example"}, {1, 2});
  CHECK(file.outside_writes() != before);
  std::vector<std::string> sources;
  REQUIRE(file.read_sources(FactKind::connect, "", 9,
                            [&](std::string_view source) { sources.emplace_back(source); }));
  CHECK(sources == kSources);
}

TEST_CASE("model database: who goes without Redis is forgotten by a standby that did not hear it") {
  Site site;
  REQUIRE(site.store.exchange_stand_ins("mx1", OwnStandIn::stands));
  site.now += seconds(10);
  REQUIRE(site.store.exchange_stand_ins("mx2", OwnStandIn::stands));
  const auto rows = site.store.exchange_stand_ins("mx3", OwnStandIn::as_it_is);
  REQUIRE(rows);
  REQUIRE(rows->size() == 2);
  CHECK(rows->front().age == 10);
  CHECK(rows->back().since == rows->front().since + 10);
  site.database.promote(seconds(5));
  CHECK(site.store.exchange_stand_ins("mx3", OwnStandIn::as_it_is)->size() == 1);
}

}  // namespace greycache::simulation::model_database_test
