// Tests of what a source comes back with, from where, and what fails.
#include "greycache/storage/source_loader.h"

#include <doctest/doctest.h>

#include "tests/unit/storage/persistent_bench.h"

using namespace greycache;

TEST_CASE("source loader: who waits for a source does not wait for a batch that is being written") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.writing_store.merge_hanging = true;
  bench.append(1);
  const auto answer = bench.read();
  REQUIRE(answer.has_value());
  CHECK(*answer == std::vector<Fact>{numbered_fact(1)});
  CHECK_FALSE(bench.all_written());
}

TEST_CASE(
    "source loader: reading connects once writing has opened the store, before anybody asks") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.reading_store.histories_asked == 1; }));
  CHECK(bench.writing_store.opened == 1);
  CHECK(bench.reading_store.loads == 0);
}

TEST_CASE("source loader: a store that never was opened is not tried to be read") {
  SplitBench bench;
  bench.writing_store.away = true;
  REQUIRE(bench.run_until([&] { return bench.writing_store.opened >= 3; }));
  CHECK(bench.reading_store.histories_asked == 0);
}

TEST_CASE("source loader: what is written while a source is read is not missing in it") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.reading_store.hanging = true;
  bench.parts.loader.want("192.0.2");
  REQUIRE(bench.run_until([&] { return bench.reading_store.loads == 1; }));
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  CHECK(bench.writing_store.facts().size() == 1);
  // As if the reading had seen the table as it was before.
  bench.reading_store.hanging = false;
  REQUIRE(bench.run_until([&] { return !bench.answers.empty(); }));
  REQUIRE(bench.answers.front().has_value());
  CHECK(*bench.answers.front() == std::vector<Fact>{numbered_fact(1)});
  // The next reading sees what was written before it began.
  CHECK(bench.read()->empty());
}

TEST_CASE("source loader: a reading that fails is tried again, and tells that it works") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.reading_store.away = true;
  CHECK_FALSE(bench.read().has_value());
  CHECK(bench.down());
  // Nobody waits meanwhile, and what is written says nothing of reading.
  CHECK_FALSE(bench.read().has_value());
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  CHECK(bench.down());
  bench.reading_store.away = false;
  REQUIRE(bench.run_until([&] { return !bench.down(); }));
  CHECK(bench.read().has_value());
  CHECK(bench.changes == std::vector<std::string>{"away for a test", "up"});
}

TEST_CASE(
    "source loader: while the store cannot be reached at all, one connection knocks for both") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.reading_store.away = true;
  CHECK_FALSE(bench.read().has_value());
  bench.writing_store.away = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.writing_store.opened >= 3; }));
  const int knocks = bench.reading_store.opened;
  REQUIRE(bench.run_until([&] { return bench.writing_store.opened >= 6; }));
  CHECK(bench.reading_store.opened == knocks);
  bench.writing_store.away = bench.reading_store.away = false;
  REQUIRE(bench.run_until([&] { return !bench.down(); }));
  CHECK(bench.read().has_value());
}

TEST_CASE("source loader: a server that refuses to be written to is read all the same") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.writing_store.read_only = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.down(); }));
  const auto answer = bench.read();
  REQUIRE(answer.has_value());
  CHECK(*answer == std::vector<Fact>{numbered_fact(1)});
}

TEST_CASE("source loader: once it takes writes again, sources are read by a new connection") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.writing_store.read_only = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.down(); }));
  REQUIRE(bench.read().has_value());
  CHECK(bench.reading_store.opened == 0);
  bench.writing_store.read_only = false;
  REQUIRE(bench.run_until([&] { return !bench.down(); }));
  REQUIRE(bench.read().has_value());
  CHECK(bench.reading_store.opened == 1);
}

TEST_CASE(
    "source loader: a reading that was under way meanwhile does not spare the new connection") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.writing_store.read_only = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.down(); }));
  bench.reading_store.hanging = true;
  bench.parts.loader.want("192.0.2");
  REQUIRE(bench.run_until([&] { return bench.reading_store.loads == 1; }));
  bench.writing_store.read_only = false;
  REQUIRE(bench.run_until([&] { return !bench.down(); }));
  bench.reading_store.hanging = false;
  REQUIRE(bench.run_until([&] { return !bench.answers.empty(); }));
  REQUIRE(bench.read().has_value());
  CHECK(bench.reading_store.opened == 1);
}

TEST_CASE(
    "source loader: a source that was read from another server than the written one is not known") {
  SplitBench bench;
  bench.writing_store.set_history("1/2");
  bench.reading_store.set_history("1/1");
  REQUIRE(
      bench.run_until([&] { return bench.journal.history(JournalReader::persistent) == "1/2"; }));
  CHECK_FALSE(bench.read().has_value());
  CHECK(bench.down());
  bench.reading_store.set_history("1/2");
  REQUIRE(bench.run_until([&] { return !bench.down(); }));
  CHECK(bench.read().has_value());
  CHECK(bench.reading_store.opened > 0);
}
