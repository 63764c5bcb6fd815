// Shows that every record that append() returned for is in the journal after a kill -9.
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "common/file_descriptor.h"
#include "greycache/sqlite/sqlite_journal.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::journal_kill_test {

namespace {

constexpr int kRounds = 20;

Fact fact(JournalSequence sequence) {
  return connect_fact("192.0.2", "n" + std::to_string(sequence), "example.com", "r@example.net",
                      kTestTime + sequence);
}

// The child: appends for ever and tells each sequence once it is acknowledged. Passes records now
// and then, so that it is also killed while it trims.
[[noreturn]] void append_until_killed(const std::string& state_dir, int acknowledged) {
  SqliteJournal journal(state_dir, Durability::process);
  if (!journal.open(kTestTime)) _exit(1);
  while (true) {
    const std::vector<Fact> record{fact(journal.last() + 1)};
    const auto sequence = journal.append(record);
    if (!sequence) _exit(2);
    if (write(acknowledged, &*sequence, sizeof *sequence) != sizeof *sequence) _exit(3);
    // The parent checks the last 1,000.
    journal.passed(JournalReader::hot, std::max(*sequence - 1000, JournalSequence{0}));
    journal.passed(JournalReader::persistent, std::max(*sequence - 1000, JournalSequence{0}));
  }
}

// Runs a child for a while, kills it, and returns the last sequence it told.
JournalSequence kill_after(const std::string& state_dir, std::chrono::microseconds time) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const FileDescriptor read_end(ends[0]);
  FileDescriptor write_end(ends[1]);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) append_until_killed(state_dir, write_end.get());
  write_end.reset();
  JournalSequence last = 0;
  const auto end = std::chrono::steady_clock::now() + time;
  bool killed = false;
  JournalSequence told = 0;
  while (read(read_end.get(), &told, sizeof told) == sizeof told) {
    last = told;
    if (killed || std::chrono::steady_clock::now() < end) continue;
    kill(child, SIGKILL);
    killed = true;
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  return last;
}

}  // namespace

TEST_CASE("journal: what was acknowledged survives kill -9 at any moment") {
  const char* given = std::getenv("GREYCACHE_SEED");
  const auto seed = given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10))
                                     : std::random_device{}();
  MESSAGE("GREYCACHE_SEED=" << seed);
  std::mt19937 random(seed);
  const TemporaryDirectory directory;
  JournalSequence acknowledged = 0;
  for (int round = 0; round < kRounds; ++round) {
    CAPTURE(round);
    const std::chrono::microseconds time(random() % 60'000);
    const JournalSequence told = kill_after(directory.path(), time);
    CHECK(told > acknowledged);
    acknowledged = std::max(acknowledged, told);

    SqliteJournal journal(directory.path(), Durability::process);
    REQUIRE(journal.open(kTestTime));
    CHECK(journal.last() >= acknowledged);
    // At most one record was written that the child could no longer tell of.
    CHECK(journal.last() <= acknowledged + 1);
    const auto chunk = journal.next(JournalReader::persistent, 1'000'000);
    REQUIRE(chunk.has_value());
    const JournalSequence first = chunk->facts.front().first_seen - kTestTime;
    CHECK(first <= std::max(acknowledged - 999, JournalSequence{1}));
    for (JournalSequence sequence = first; sequence <= journal.last(); ++sequence) {
      REQUIRE(chunk->facts[static_cast<std::size_t>(sequence - first)] == fact(sequence));
    }
    acknowledged = journal.last();
  }
}

}  // namespace greycache::journal_kill_test
