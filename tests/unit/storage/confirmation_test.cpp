// Shows when a hot store is looked through for what the persistent store has taken.
#include "greycache/storage/confirmation.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "greycache/memory/memory_hot_store.h"
#include "greycache/memory/memory_journal.h"
#include "tests/contract/example_facts.h"

namespace greycache::confirmation_test {

namespace {

const Instant kAt{kTestTime, {1000, 1000}};

// Answers when the test says so, each call in the order that it wants.
class LossyStore final : public MemoryHotStore {
 public:
  LossyStore() : MemoryHotStore(MemoryLimits{}) {}
  void ask_losses(std::function<void(StoreResult<std::string>)> done) override {
    questions.push_back(std::move(done));
  }
  void confirm(std::span<const Fact> facts, const Instant&, WriteDone done) override {
    looked_for.insert(looked_for.end(), facts.begin(), facts.end());
    looks.push_back(std::move(done));
  }
  void say(const std::string& losses) {
    for (auto& done : std::exchange(questions, {})) done(losses);
  }
  std::vector<std::function<void(StoreResult<std::string>)>> questions;
  std::vector<WriteDone> looks;
  std::vector<Fact> looked_for;
};

struct Bench {
  Fact change(const std::string& src, UnixTime at = kTestTime) {
    Fact fact = connect_fact(src, "alice", "example.com", "bob@example.org", at);
    const std::vector<Fact> facts{fact};
    REQUIRE(journal.append(facts));
    return fact;
  }
  // The persistent store takes the record of this fact.
  void store(const Fact& fact) {
    const std::vector<Fact> facts{fact};
    confirmation.begin({++stored, {std::make_shared<const std::vector<Fact>>(facts)}}, kAt);
  }
  LossyStore hot;
  MemoryJournal journal{1000};
  std::optional<StoreError> failed;
  Confirmation confirmation{hot, journal, 0, [this](const StoreError& error) {
                              failed = error;
                              confirmation.give_up();
                            }};
  JournalSequence stored = 0;
};

}  // namespace

TEST_CASE("a hot store that has lost nothing is not looked through, but for the first time") {
  Bench bench;
  const Fact first = bench.change("192.0.2.1");
  bench.store(first);
  bench.hot.say("none");
  CHECK(bench.hot.looked_for == std::vector<Fact>{first});
  bench.hot.looks.front()({});
  CHECK(bench.confirmation.place() == 1);
  bench.store(bench.change("192.0.2.2"));
  CHECK_FALSE(bench.confirmation.idle());
  bench.hot.say("none");
  CHECK(bench.hot.looked_for.size() == 1);
  CHECK(bench.confirmation.place() == 2);
  CHECK(bench.confirmation.idle());
}

TEST_CASE("a loss makes it look for all that the journal had when it was told of it") {
  Bench bench;
  bench.store(bench.change("192.0.2.1"));
  bench.hot.say("none");
  const Fact second = bench.change("192.0.2.2");
  const Fact third = bench.change("192.0.2.3");
  bench.store(second);
  bench.hot.say("one");
  const Fact fourth = bench.change("192.0.2.4");
  bench.store(third);
  bench.store(fourth);
  bench.hot.say("one");
  REQUIRE(bench.hot.looked_for.size() == 3);
  CHECK(bench.hot.looked_for[1] == second);
  CHECK(bench.hot.looked_for[2] == third);
}

TEST_CASE("what is stored late is looked for, whatever the hot store says") {
  Bench bench;
  bench.store(bench.change("192.0.2.1"));
  bench.hot.say("none");
  bench.store(bench.change("192.0.2.2", kTestTime - Confirmation::kLate));
  bench.hot.say("none");
  CHECK(bench.hot.looked_for.size() == 1);
  bench.store(bench.change("192.0.2.3", kTestTime - Confirmation::kLate - 1));
  bench.hot.say("none");
  CHECK(bench.hot.looked_for.size() == 2);
}

TEST_CASE("its place waits for the earliest that is not answered") {
  Bench bench;
  bench.store(bench.change("192.0.2.1"));
  bench.hot.say("none");
  bench.store(bench.change("192.0.2.2"));
  bench.hot.say("none");
  CHECK(bench.confirmation.place() == 0);
  bench.hot.looks.front()({});
  CHECK(bench.confirmation.place() == 2);
}

TEST_CASE("a failure is told, and what was under way says nothing any more") {
  Bench bench;
  bench.store(bench.change("192.0.2.1"));
  bench.hot.say("none");
  bench.store(bench.change("192.0.2.2"));
  bench.hot.questions.front()(
      tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "away for a test"}));
  REQUIRE(bench.failed);
  CHECK(bench.failed->message == "away for a test");
  bench.hot.looks.front()({});
  CHECK(bench.confirmation.place() == 0);
  CHECK(bench.confirmation.idle());
  bench.confirmation.given_again(2);
  CHECK(bench.confirmation.place() == 2);
}

}  // namespace greycache::confirmation_test
