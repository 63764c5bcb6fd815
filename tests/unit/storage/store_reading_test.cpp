// Tests of what a reading comes back with besides what the store had.
#include "greycache/storage/store_reading.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "greycache/memory/memory_journal.h"

namespace greycache::store_reading_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

Fact connect(const std::string& src, const std::string& name, UnixTime seen = kNow) {
  return {FactKind::connect, src, name, "d.example", "bob@here.example", seen, seen};
}

// The journal has these facts, and nothing of them is written.
struct Waiting {
  explicit Waiting(std::vector<Fact> facts, std::size_t in_memory = 100)
      : tail(journal, in_memory) {
    const auto sequence = journal.append(facts);
    tail.appended(*sequence, std::move(facts));
    tail.reading_begun();
  }

  MemoryJournal journal{100'000};
  JournalTail tail;
};

// Of these sources, of which the store has nothing; connects count from kNow - 60 on.
StoreReading reading_of(std::vector<std::string> sources) {
  StoreReading reading;
  reading.terms.cutoffs.connect = kNow - 60;
  reading.terms.excerpt.connect = 2;
  for (const std::string& src : sources) reading.result->push_back({src, {}});
  reading.sources = std::move(sources);
  return reading;
}

void add_question(StoreReading& reading, std::uint64_t number, const std::string& src) {
  Keys keys;
  keys.src = src;
  reading.questions.push_back(number);
  reading.keys.push_back(keys);
  reading.found.emplace_back();
}

}  // namespace

TEST_CASE("store reading: a source gets what waits for it, and nothing of others") {
  for (const std::size_t in_memory : {0U, 100U}) {
    Waiting bench({connect("a", "x"), connect("b", "y"), connect("a", "z")}, in_memory);
    StoreReading reading = reading_of({"a", "c"});
    REQUIRE(reading.add_missed(bench.tail));
    CHECK((*reading.result)[0].facts == std::vector<Fact>{connect("a", "x"), connect("a", "z")});
    CHECK((*reading.result)[1].facts.empty());
  }
}

TEST_CASE("store reading: what has expired is not added") {
  Waiting bench({connect("a", "x", kNow - 61), connect("a", "y", kNow - 60)});
  StoreReading reading = reading_of({"a"});
  REQUIRE(reading.add_missed(bench.tail));
  CHECK((*reading.result)[0].facts == std::vector<Fact>{connect("a", "y", kNow - 60)});
}

TEST_CASE("store reading: each question gets as many facts as its excerpt has room for") {
  Waiting bench({connect("a", "x"), connect("a", "y"), connect("a", "z")});
  StoreReading reading = reading_of({});
  add_question(reading, 1, "a");
  add_question(reading, 2, "b");
  add_question(reading, 3, "a");
  REQUIRE(reading.add_missed(bench.tail));
  CHECK(reading.found[0].size() == 2);
  CHECK(reading.found[1].empty());
  CHECK(reading.found[2] == reading.found[0]);
}

TEST_CASE("store reading: with too much in the journal it is not known what was missed") {
  std::vector<Fact> many;
  for (int i = 0; i < 20'000; ++i) many.push_back(connect("a", std::to_string(i)));
  Waiting bench(many, 0);
  const std::vector<Fact> one_more{connect("b", "x")};
  REQUIRE(bench.journal.append(one_more).has_value());
  StoreReading reading = reading_of({"c"});
  CHECK_FALSE(reading.add_missed(bench.tail));
}

}  // namespace greycache::store_reading_test
