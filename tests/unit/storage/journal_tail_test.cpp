// Tests of what waits for the persistent store, and of what a reading of it may miss.
#include "greycache/storage/journal_tail.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "greycache/memory/memory_journal.h"

using namespace greycache;

namespace {

using Missed = JournalTail::Missed;

Fact fact(const std::string& src, int number = 0) {
  return {FactKind::connect,
          src,
          "n" + std::to_string(number),
          "d.example",
          "bob@here.example",
          100,
          100};
}

class Unreadable final : public MemoryJournal {
 public:
  using MemoryJournal::MemoryJournal;
  StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override {
    if (!unreadable) return MemoryJournal::next(reader, facts);
    return tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "for a test"});
  }
  bool unreadable = false;
};

// A file that could not be opened yet.
class Unopened final : public MemoryJournal {
 public:
  using MemoryJournal::MemoryJournal;
  bool knows_former() const override { return opened; }
  bool opened = false;
};

// One whose older records cannot be read.
class Lacking final : public MemoryJournal {
 public:
  using MemoryJournal::MemoryJournal;
  StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override {
    auto chunk = MemoryJournal::next(reader, facts);
    chunk->lacks_some = lacks_some;
    return chunk;
  }
  bool lacks_some = true;
};

// One that finds older records in its file, and numbers its own anew.
class Renumbered final : public MemoryJournal {
 public:
  using MemoryJournal::MemoryJournal;
  void passed(JournalReader reader, JournalSequence sequence) override {
    MemoryJournal::passed(reader, sequence + older);
  }
  JournalSequence last() const override { return MemoryJournal::last() - older; }
  JournalSequence place(JournalReader reader) const override {
    return MemoryJournal::place(reader) - older;
  }
  JournalSequence older = 0;
};

struct Tail {
  explicit Tail(std::size_t in_memory = 5) : tail(journal, in_memory) {}

  void append(const std::string& src, int number = 0) {
    const std::vector<Fact> facts{fact(src, number)};
    tail.appended(*journal.append(facts), facts);
  }
  // As a job that writes one record.
  void write_one() { tail.written(tail.next(1)); }
  std::vector<std::string> missed_sources() {
    std::vector<std::string> sources;
    REQUIRE(tail.each_missed([&](const Fact& fact) { sources.push_back(fact.src); }));
    return sources;
  }

  MemoryJournal journal{100'000};
  JournalTail tail;
};

using Sources = std::vector<std::string>;

}  // namespace

TEST_CASE("journal tail: what comes waits until it is written") {
  Tail bench;
  CHECK(bench.tail.all_written());
  bench.append("a");
  bench.append("b");
  CHECK(bench.tail.waiting() == 2);
  CHECK(bench.tail.in_memory() == 2);
  bench.write_one();
  CHECK(bench.tail.place() == 1);
  CHECK(bench.tail.waiting() == 1);
  bench.write_one();
  CHECK(bench.tail.all_written());
  CHECK(bench.tail.waiting() == 0);
  CHECK(bench.tail.next(1).last == 0);
}

TEST_CASE("journal tail: what waited at the start is handed on, and is not counted") {
  Tail bench;
  const std::vector<Fact> before{fact("a")};
  REQUIRE(bench.journal.append(before).has_value());
  CHECK_FALSE(bench.tail.all_written());
  CHECK(bench.tail.waiting() == 0);
  const JournalTail::Records records = bench.tail.next(1);
  CHECK(records.last == 1);
  CHECK(*records.facts.at(0) == before);
  bench.tail.written(records);
  CHECK(bench.tail.all_written());
}

TEST_CASE("journal tail: what waits and cannot be read is no company that makes a batch go") {
  Unreadable journal(100'000);
  JournalTail tail(journal, 1);
  std::vector<Fact> facts;
  for (int i = 0; i < 100; ++i) facts.push_back(fact("a", i));
  tail.appended(*journal.append(facts), facts);
  CHECK(tail.waiting() == 100);
  journal.unreadable = true;
  tail.written(tail.next(1000));
  CHECK(tail.waiting() == 0);
  CHECK(tail.place() == 0);
  CHECK_FALSE(tail.all_written());
  journal.unreadable = false;
  tail.written(tail.next(1000));
  CHECK(tail.all_written());
}

TEST_CASE("journal tail: with all written a reading misses nothing") {
  Tail bench;
  bench.append("a");
  bench.write_one();
  bench.tail.reading_begun();
  CHECK(bench.tail.missed() == Missed::nothing);
  CHECK(bench.missed_sources().empty());
}

TEST_CASE("journal tail: a reading misses what waits in memory, of sources that are known") {
  Tail bench;
  bench.append("a");
  bench.tail.reading_begun();
  CHECK(bench.tail.missed() == Missed::of_some);
  CHECK(bench.tail.may_wait_of("a"));
  CHECK_FALSE(bench.tail.may_wait_of("b"));
  CHECK(bench.missed_sources() == Sources{"a"});
}

TEST_CASE("journal tail: a reading misses what waits in the journal only") {
  Tail bench(1);
  bench.append("a");
  bench.append("b");
  bench.tail.reading_begun();
  CHECK(bench.tail.missed() == Missed::of_any);
  CHECK(bench.missed_sources() == Sources{"a", "b"});
}

TEST_CASE("journal tail: a reading misses what was written since it began, and not the next one") {
  Tail bench;
  bench.append("a");
  bench.tail.reading_begun();
  bench.write_one();
  bench.append("b");
  CHECK(bench.tail.missed() == Missed::of_any);
  CHECK(bench.missed_sources() == Sources{"a", "b"});
  bench.write_one();
  CHECK(bench.tail.missed() == Missed::of_any);
  CHECK(bench.missed_sources() == Sources{"a", "b"});
  bench.tail.reading_ended();
  bench.tail.reading_begun();
  CHECK(bench.tail.missed() == Missed::nothing);
}

TEST_CASE("journal tail: 20,000 facts in the journal are looked through, and no more") {
  for (const int more : {0, 1}) {
    Tail bench(1);
    std::vector<Fact> facts;
    for (int i = 0; i < 20'000; ++i) facts.push_back(fact("a", i));
    bench.tail.appended(*bench.journal.append(facts), facts);
    if (more > 0) bench.append("b");
    CHECK(bench.tail.each_missed([](const Fact&) {}) == (more == 0));
  }
}

TEST_CASE("journal tail: after 16 batches during one reading writing waits for it") {
  Tail bench;
  bench.tail.reading_begun();
  for (int i = 0; i < 16; ++i) {
    CHECK(bench.tail.may_write());
    bench.append("a", i);
    bench.write_one();
  }
  CHECK_FALSE(bench.tail.may_write());
  bench.tail.reading_ended();
  CHECK(bench.tail.may_write());
}

TEST_CASE("journal tail: batches of nothing do not count, nor those of no reading") {
  Tail bench;
  for (int i = 0; i < 20; ++i) {
    bench.append("a", i);
    bench.write_one();
  }
  bench.tail.reading_begun();
  for (int i = 0; i < 20; ++i) bench.write_one();
  CHECK(bench.tail.may_write());
  CHECK(bench.tail.missed() == Missed::nothing);
}

TEST_CASE("journal tail: another history of the store makes what the journal kept wait again") {
  Tail bench;
  // The hot reader lacks it, so that it is kept.
  bench.append("a");
  bench.write_one();
  CHECK_FALSE(bench.tail.goes_on_from(""));
  CHECK_FALSE(bench.tail.goes_on_from("1/1"));
  CHECK_FALSE(bench.tail.goes_on_from("1/1"));
  CHECK_FALSE(bench.tail.goes_on_from(""));
  CHECK(bench.tail.all_written());
  CHECK(bench.tail.goes_on_from("1/2"));
  CHECK(bench.tail.history() == "1/2");
  CHECK_FALSE(bench.tail.all_written());
  CHECK(bench.tail.waiting() > 1000);
  bench.write_one();
  CHECK(bench.tail.waiting() == 0);
}

TEST_CASE("journal tail: a search sees what is in memory, or nothing") {
  for (const std::size_t in_memory : {1U, 2U}) {
    Tail bench(in_memory);
    bench.append("a");
    bench.append("b");
    int seen = 0;
    CHECK(bench.tail.each_in_memory([&](const Fact&) { ++seen; }) == (in_memory == 2));
    CHECK(seen == (in_memory == 2 ? 2 : 0));
  }
}

TEST_CASE("journal tail: what waits in a journal that is not open yet may be of any source") {
  Unopened journal{100};
  JournalTail tail(journal, 100);
  const auto nothing = [](const Fact&) {};
  CHECK_FALSE(tail.some_waits());
  CHECK_FALSE(tail.all_written());
  CHECK(tail.missed() == Missed::of_any);
  CHECK_FALSE(tail.each_missed(nothing));
  journal.opened = true;
  CHECK(tail.all_written());
  CHECK(tail.missed() == Missed::nothing);
  CHECK(tail.each_missed(nothing));
}

TEST_CASE("journal tail: whoever reads only the latest records does not see all that is missed") {
  Lacking journal{100};
  JournalTail tail(journal, 100);
  REQUIRE(journal.append(std::vector<Fact>{fact("a")}));
  REQUIRE(journal.append(std::vector<Fact>{fact("b")}));
  const auto nothing = [](const Fact&) {};
  CHECK_FALSE(tail.each_missed(nothing));
  journal.lacks_some = false;
  CHECK(tail.each_missed(nothing));
}

TEST_CASE("journal tail: what is numbered anew while it is written is passed by nobody") {
  Renumbered journal{100};
  JournalTail tail(journal, 100);
  const std::vector<Fact> facts{fact("a")};
  tail.appended(*journal.append(facts), facts);
  auto records = tail.next(10);
  REQUIRE(records.last == 1);
  REQUIRE(journal.append(facts));
  journal.older = 1;
  // Somebody may look meanwhile.
  CHECK(tail.missed() == Missed::of_any);
  tail.written(std::move(records));
  CHECK(journal.place(JournalReader::persistent) == -1);
  CHECK_FALSE(tail.all_written());
}

TEST_CASE("journal tail: what was journalled before the start is found once it was read") {
  Tail bench;
  const Keys keys{"a", "n7", "d.example", "n7", "bob@here.example"};
  const auto found = [&] {
    int count = 0;
    bench.tail.each_waiting(keys, [&](const Fact&) { ++count; });
    return count;
  };
  REQUIRE(bench.journal.append(std::vector<Fact>{fact("b"), fact("a", 7)}));
  REQUIRE(bench.journal.append(std::vector<Fact>{fact("a", 7)}));
  CHECK(found() == 0);
  // Only a part of it: it is not known what else there is.
  static_cast<void>(bench.tail.next(1));
  CHECK(found() == 0);
  auto all = bench.tail.next(3);
  CHECK(found() == 2);
  bench.append("a", 7);
  CHECK(found() == 3);
  CHECK(bench.tail.missed() == Missed::of_any);
  bench.tail.written(std::move(all));
  CHECK(found() == 1);
  CHECK(bench.tail.missed() == Missed::of_some);
  bench.write_one();
  CHECK(found() == 0);
}
