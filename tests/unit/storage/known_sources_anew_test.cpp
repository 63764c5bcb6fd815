// Tests of when the known sources are read anew where several hosts write.
#include <doctest/doctest.h>

#include "greycache/memory/memory_journal.h"
#include "greycache/storage/known_sources.h"
#include "tests/unit/storage/held_store.h"
#include "tests/unit/storage/manual_loop.h"

namespace greycache::known_sources_anew_test {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Fact awl(const std::string& src) {
  return {FactKind::from_awl, src, "alice", "sender.example", "", 1'759'999'000, 1'759'999'000};
}

struct Read {
  ManualLoop loop;
  HeldStore store;
  ImmediateWorker worker{store};
  MemoryJournal journal{1000};
  bool store_up = true;
  KnownSources known{loop, worker, journal};

  Read() {
    known.set_store_up([this] { return store_up; });
    known.heard_from_now();
    loop.pass(seconds(1));
    REQUIRE(known.whole());
  }
  // Of this host's, which the store does not have yet.
  void journal_one(const std::string& src) {
    const std::vector<Fact> facts{awl(src)};
    REQUIRE(journal.append(facts).has_value());
    known.add(src);
  }
};

}  // namespace

TEST_CASE("a row that is written by hand counts after a minute, where there are few") {
  Read read;
  read.store.put(awl("203.0.113"));
  read.loop.pass(KnownSources::kLeast - seconds(2));
  CHECK(read.known.lacks("203.0.113"));
  read.loop.pass(seconds(3));
  CHECK_FALSE(read.known.lacks("203.0.113"));
  CHECK(read.known.lacks("198.51.100"));
}

TEST_CASE(
    "what is known stays so while the store is away for long, whatever waits in the journal") {
  Read read;
  read.store_up = false;
  read.store.away = true;
  read.journal_one("192.0.2");
  read.loop.pass(minutes(10));
  CHECK(read.known.lacks("198.51.100"));
  CHECK_FALSE(read.known.lacks("192.0.2"));
}

TEST_CASE("what is known stays so where the store goes away while it is read anew") {
  Read read;
  read.journal_one("192.0.2");
  read.loop.pass(KnownSources::kLeast + seconds(1));
  read.store_up = false;
  read.store.away = true;
  CHECK(read.known.lacks("198.51.100"));
  read.loop.pass(minutes(10));
  CHECK(read.known.lacks("198.51.100"));
}

TEST_CASE("a store that is away is not looked for more often than five times a second") {
  Read read;
  read.store_up = false;
  read.journal_one("192.0.2");
  read.loop.pass(KnownSources::kLeast);
  read.loop.called = 0;
  read.loop.pass(seconds(10));
  CHECK(read.loop.called <= 51);
}

TEST_CASE("sources that are heard while they are read anew are in what was read") {
  Read read;
  read.journal_one("192.0.2");
  read.loop.pass(KnownSources::kLeast + seconds(1));
  read.known.written("192.0.3");
  read.journal.passed(JournalReader::persistent, read.journal.last());
  read.loop.pass(seconds(1));
  CHECK_FALSE(read.known.lacks("192.0.3"));
  CHECK(read.known.lacks("192.0.4"));
}

}  // namespace greycache::known_sources_anew_test
