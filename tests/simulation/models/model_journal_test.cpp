// The faults that the model of a journal on a disk can have.
#include <doctest/doctest.h>

#include <memory>

#include "tests/contract/example_facts.h"
#include "tests/simulation/models/model_journal.h"
#include "tests/simulation/models/scripted_dice.h"

namespace greycache::simulation::model_journal_test {

namespace {

using Error = StoreError::Kind;
using std::chrono::seconds;

// A host with a disk, and a process on it.
struct Host {
  explicit Host(Durability given = Durability::process) : durability(given) { start(); }

  void start() {
    journal.reset();
    journal = std::make_unique<ModelJournal>(
        disk, [this] { return std::chrono::steady_clock::time_point(now); }, dice,
        [this](SimTime span) { now += span; }, ModelJournal::Options{.durability = durability});
    REQUIRE(journal->open(kTestTime));
  }
  StoreResult<JournalSequence> append() {
    return journal->append(std::vector<Fact>{
        connect_fact("192.0.2", "n", "d.example", "r", kTestTime + journal->last())});
  }
  void cut_power(SimTime span) {
    journal.reset();
    disk.cut_power(span);
    start();
  }

  Durability durability;
  SimTime now = seconds(1000);
  ScriptedDice dice;
  ModelDisk disk{[this] { return now; }};
  std::unique_ptr<ModelJournal> journal;
};

}  // namespace

TEST_CASE("model journal: a power cut takes the last records, where they are not synced") {
  for (const Durability durability : {Durability::process, Durability::power}) {
    Host host(durability);
    for (int i = 0; i < 4; ++i) {
      REQUIRE(host.append());
      host.now += seconds(1);
    }
    host.cut_power(seconds(2));
    CHECK(host.journal->last() == (durability == Durability::power ? 4 : 3));
    host.now += seconds(60);
    host.cut_power(seconds(60));
    CHECK(host.journal->last() == (durability == Durability::power ? 4 : 3));
  }
}

TEST_CASE("model journal: a power cut brings back what was deleted, and places") {
  Host host;
  for (int i = 0; i < 3; ++i) REQUIRE(host.append());
  host.now += seconds(40);
  host.journal->passed(JournalReader::hot, 3);
  host.journal->passed(JournalReader::persistent, 2);
  REQUIRE(host.journal->tick());
  CHECK(host.disk.journal().records.size() == 1);
  const std::int64_t bytes = host.disk.journal().bytes;
  host.cut_power(seconds(1));
  CHECK(host.disk.journal().records.size() == 3);
  CHECK(host.disk.journal().bytes == 3 * bytes);
  CHECK(host.journal->place(JournalReader::hot) == 0);
  CHECK(host.journal->last() == 3);
}

TEST_CASE("model journal: a kill takes nothing, whatever became of the last append") {
  Host host;
  REQUIRE(host.append());
  host.dice.next(FaultPoint::journal_append, {.outcome = Fate::Outcome::fails_after});
  CHECK_FALSE(host.append());
  CHECK(host.journal->last() == 1);
  // It was written: the next record comes after it.
  CHECK(*host.append() == 3);
  host.start();
  CHECK(host.journal->last() == 3);
  CHECK(host.journal->next(JournalReader::hot, 10)->facts.size() == 3);
  host.dice.next(FaultPoint::journal_append,
                 {.outcome = Fate::Outcome::fails_before, .error = Error::contention});
  CHECK(host.append().error().kind == Error::contention);
  CHECK(*host.append() == 4);
}

TEST_CASE("model journal: a disk that fails is unavailable, and well once it is repaired") {
  Host host;
  REQUIRE(host.append());
  host.disk.set_state(ModelDisk::State::failing);
  CHECK(host.append().error().kind == Error::unavailable);
  CHECK_FALSE(host.journal->next(JournalReader::hot, 1));
  CHECK_FALSE(host.journal->open(kTestTime));
  host.disk.set_state(ModelDisk::State::well);
  REQUIRE(host.journal->open(kTestTime));
  CHECK(*host.append() == 2);
}

TEST_CASE(
    "model journal: a small disk takes as many bytes as it has, and a new file when none wait") {
  Host host;
  REQUIRE(host.append());
  host.disk.set_room(host.disk.journal().bytes * 3);
  REQUIRE(host.append());
  REQUIRE(host.append());
  CHECK(host.append().error().kind == Error::read_only);
  host.journal->passed(JournalReader::hot, 3);
  host.journal->passed(JournalReader::persistent, 3);
  CHECK(*host.append() == 4);
  CHECK(host.disk.journal().records.size() == 1);
}

TEST_CASE("model journal: a file that could not be opened is read before it is written") {
  Host host;
  REQUIRE(host.append());
  host.journal->set_history(JournalReader::hot, Journal::kWentWithout);
  REQUIRE(host.journal->tick());
  host.start();
  host.dice.next(FaultPoint::journal_open, {.outcome = Fate::Outcome::fails_before});
  CHECK_FALSE(host.journal->open(kTestTime));
  REQUIRE(host.journal->tick());
  CHECK(*host.append() == 2);
  host.start();
  CHECK(host.journal->history(JournalReader::hot) == Journal::kWentWithout);
  CHECK(host.journal->next(JournalReader::persistent, 9)->facts.size() == 2);
}

TEST_CASE("model journal: a slow disk keeps its caller waiting") {
  Host host;
  host.dice.next(FaultPoint::journal_append, {.takes = seconds(3), .salt = 5});
  REQUIRE(host.append());
  CHECK(host.now == seconds(1003));
}

}  // namespace greycache::simulation::model_journal_test
