// The suite of every journal that a host's disk keeps: restarts, what is kept, a full disk.
#include "tests/contract/journal_file_suite.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/contract/journal_suite.h"

namespace greycache {

namespace {

const KeptRecords::Limits kKeep{std::chrono::seconds(600), 10'000};

// A disk with a journal that keeps 600 s and 10,000 bytes.
std::unique_ptr<JournalFileHarness> make_keeping() {
  auto file = make_journal_file();
  file->restart(kKeep);
  REQUIRE(file->open());
  return file;
}

void start_again(JournalFileHarness& file, const KeptRecords::Limits& keep = {}) {
  file.restart(keep);
  REQUIRE(file.open());
}

void append_and_pass(JournalFileHarness& file) {
  append_to(file.journal());
  pass_all(file.journal());
  REQUIRE(file.tick());
}

}  // namespace

TEST_CASE("journal file: a record stays until both readers have passed it") {
  const auto file = make_journal_file();
  for (int i = 0; i < 3; ++i) append_to(file->journal());
  file->journal().passed(JournalReader::hot, 3);
  REQUIRE(file->tick());
  CHECK(file->records() == 3);
  file->journal().passed(JournalReader::persistent, 2);
  REQUIRE(file->tick());
  CHECK(file->records() == 1);
  file->journal().passed(JournalReader::persistent, 3);
  REQUIRE(file->tick());
  CHECK(file->records() == 0);
}

TEST_CASE("journal file: a restart keeps records and sequences, and places that were written") {
  const auto file = make_journal_file();
  for (int i = 0; i < 3; ++i) append_to(file->journal());
  file->journal().passed(JournalReader::hot, 2);
  REQUIRE(file->tick());
  file->journal().passed(JournalReader::hot, 3);
  file->journal().passed(JournalReader::persistent, 1);
  start_again(*file);
  Journal& journal = file->journal();
  CHECK(journal.last() == 3);
  // What was passed and not yet written is handed on again.
  CHECK(next_of(journal, JournalReader::hot) == std::vector<Fact>{journal_fact(3)});
  CHECK(next_of(journal, JournalReader::persistent).size() == 3);
  CHECK(journal.size() > 0);
  CHECK(append_to(journal) == 4);
}

TEST_CASE("journal file: no sequence is used twice, also when all records are gone") {
  const auto file = make_journal_file();
  for (int i = 0; i < 3; ++i) append_to(file->journal());
  pass_all(file->journal());
  REQUIRE(file->tick());
  REQUIRE(file->records() == 0);
  start_again(*file);
  CHECK(file->journal().last() == 3);
  CHECK(file->journal().size() == 0);
  CHECK(append_to(file->journal()) == 4);
  CHECK(next_of(file->journal(), JournalReader::hot) == std::vector<Fact>{journal_fact(4)});
}

TEST_CASE("journal file: appending alone keeps the file short") {
  const auto file = make_journal_file();
  Journal& journal = file->journal();
  for (int i = 0; i < 3000; ++i) {
    const JournalSequence sequence = append_to(journal);
    journal.passed(JournalReader::hot, sequence);
    if (i < 2000) journal.passed(JournalReader::persistent, std::max(sequence - 10, 0L));
  }
  CHECK(file->records() >= 1010);
  CHECK(file->records() <= 1010 + 64);
}

TEST_CASE("journal file: a long backlog is deleted in bounded steps") {
  const auto file = make_journal_file();
  for (int i = 0; i < 2000; ++i) append_to(file->journal());
  pass_all(file->journal());
  REQUIRE(file->tick());
  CHECK(file->records() == 2000 - 512);
  for (int i = 0; i < 3; ++i) REQUIRE(file->tick());
  CHECK(file->records() == 0);
}

TEST_CASE("journal file: what is kept does not wait, and a reader that is rewound gets it again") {
  const auto file = make_keeping();
  Journal& journal = file->journal();
  for (int i = 0; i < 3; ++i) append_to(journal);
  pass_all(journal);
  REQUIRE(file->tick());
  append_to(journal);
  const std::int64_t waiting = journal.size();
  CHECK(waiting > 0);
  CHECK(file->kept() == 3 * waiting);
  journal.rewind(JournalReader::persistent, 0);
  CHECK(file->kept() == 0);
  CHECK(journal.size() == 4 * waiting);
  CHECK(journal.place(JournalReader::hot) == 3);
  CHECK(next_of(journal, JournalReader::persistent) ==
        std::vector<Fact>{journal_fact(1), journal_fact(2), journal_fact(3), journal_fact(4)});
}

TEST_CASE("journal file: what was kept long enough goes, and no sooner") {
  const auto file = make_keeping();
  append_and_pass(*file);
  file->now += std::chrono::milliseconds(599'999);
  append_and_pass(*file);
  CHECK(file->records() == 2);
  file->now += std::chrono::milliseconds(1);
  REQUIRE(file->tick());
  CHECK(file->records() == 1);
  file->now += std::chrono::seconds(600);
  REQUIRE(file->tick());
  CHECK(file->records() == 0);
  CHECK(file->kept() == 0);
  CHECK(file->journal().size() == 0);
}

TEST_CASE("journal file: no more is kept than may be") {
  const auto file = make_keeping();
  for (int i = 0; i < 1000; ++i) append_and_pass(*file);
  REQUIRE(file->tick());
  CHECK(file->kept() <= 10'000);
  CHECK(file->kept() > 9'000);
  CHECK(next_of(file->journal(), JournalReader::hot).empty());
}

TEST_CASE("journal file: a restart keeps what was kept, and the name of the store's history") {
  const auto file = make_keeping();
  CHECK(file->journal().history(JournalReader::persistent).empty());
  file->journal().set_history(JournalReader::persistent, "7710/00000001");
  for (int i = 0; i < 3; ++i) append_to(file->journal());
  pass_all(file->journal());
  REQUIRE(file->tick());
  start_again(*file, kKeep);
  CHECK(file->journal().history(JournalReader::persistent) == "7710/00000001");
  CHECK(file->kept() > 0);
  CHECK(file->journal().size() == 0);
  file->journal().rewind(JournalReader::persistent, 0);
  CHECK(next_of(file->journal(), JournalReader::persistent).size() == 3);
}

TEST_CASE("journal file: one that keeps nothing lets go of what another has kept") {
  const auto file = make_keeping();
  append_and_pass(*file);
  start_again(*file);
  CHECK(file->records() == 1);
  REQUIRE(file->tick());
  CHECK(file->records() == 0);
}

TEST_CASE("journal file: what one that is opened late says of its histories counts at first") {
  const auto file = make_journal_file();
  file->journal().set_history(JournalReader::hot, Journal::kWentWithout);
  REQUIRE(file->tick());
  file->restart({});
  file->journal().set_history(JournalReader::hot, "0a1b2c3d");
  REQUIRE(file->open());
  CHECK(file->journal().history(JournalReader::hot) == Journal::kWentWithout);
  file->journal().set_history(JournalReader::hot, "0a1b2c3d");
  REQUIRE(file->open());
  CHECK(file->journal().history(JournalReader::hot) == "0a1b2c3d");
}

TEST_CASE("journal file: one that is damaged begins anew, and the hot reader went without") {
  const auto file = make_journal_file();
  for (int i = 0; i < 3; ++i) append_to(file->journal());
  file->restart({});
  file->damage();
  for (int i = 0; i < 2; ++i) {
    REQUIRE(file->open());
    CHECK(file->journal().history(JournalReader::hot) == Journal::kWentWithout);
    REQUIRE(file->tick());
    CHECK(append_to(file->journal()) == i + 1);
    file->restart({});
  }
}

TEST_CASE("journal file: one that is begun anew says from its first moment who went without") {
  const auto file = make_journal_file();
  SUBCASE("for want of room") {
    append_to(file->journal());
    file->journal().set_history(JournalReader::hot, Journal::kWentWithout);
    pass_all(file->journal());
    file->fill_up();
    CHECK_FALSE(file->journal().append(std::vector<Fact>{journal_fact(2)}));
    file->make_room();
    CHECK(append_to(file->journal()) == 2);
  }
  SUBCASE("since it was damaged") {
    file->restart({});
    file->damage();
    REQUIRE(file->open());
  }
  const JournalSequence last = file->journal().last();
  start_again(*file);
  CHECK(file->journal().history(JournalReader::hot) == Journal::kWentWithout);
  CHECK(file->journal().last() == last);
}

TEST_CASE(
    "journal file: a reader that is rewound before the file is open gets again what is there") {
  const auto file = make_journal_file();
  for (int i = 0; i < 3; ++i) append_to(file->journal());
  file->journal().passed(JournalReader::hot, 3);
  file->journal().passed(JournalReader::persistent, 1);
  REQUIRE(file->tick());
  file->restart({});
  file->journal().rewind(JournalReader::hot, 0);
  REQUIRE(file->open());
  CHECK(file->journal().place(JournalReader::hot) == 1);
  CHECK(next_of(file->journal(), JournalReader::hot).size() == 2);
  CHECK(next_of(file->journal(), JournalReader::persistent).size() == 2);
  // That was for the first time only.
  pass_all(file->journal());
  REQUIRE(file->open());
  CHECK(file->journal().place(JournalReader::hot) == 3);
}

TEST_CASE("journal file: opened again it forgets no rewinding that no tick has written yet") {
  const auto file = make_keeping();
  for (int i = 0; i < 3; ++i) append_to(file->journal());
  pass_all(file->journal());
  REQUIRE(file->tick());
  file->journal().rewind(JournalReader::persistent, 0);
  REQUIRE(file->open());
  CHECK(file->journal().place(JournalReader::hot) == 3);
  CHECK(file->journal().place(JournalReader::persistent) == 0);
  CHECK(next_of(file->journal(), JournalReader::persistent).size() == 3);
}

TEST_CASE("journal file: the directory belongs to one process") {
  const auto file = make_journal_file();
  const auto opened = file->open_beside();
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().kind == StoreError::Kind::refused);
  CHECK(file->append_beside().error().kind == StoreError::Kind::unavailable);
}

TEST_CASE("journal file: opened again it goes on where it was") {
  const auto file = make_journal_file();
  append_to(file->journal());
  file->journal().passed(JournalReader::hot, 1);
  REQUIRE(file->open());
  CHECK(file->journal().place(JournalReader::hot) == 1);
  CHECK(append_to(file->journal()) == 2);
}

TEST_CASE("journal file: a full disk is read_only, and the same call works when there is room") {
  const auto file = make_journal_file();
  Journal& journal = file->journal();
  for (int i = 0; i < 10; ++i) append_to(journal);
  file->fill_up();
  const std::vector<Fact> large(2000, journal_fact(0));
  const auto appended = journal.append(large);
  REQUIRE_FALSE(appended.has_value());
  CHECK(appended.error().kind == StoreError::Kind::read_only);
  CHECK(journal.last() == 10);
  CHECK(next_of(journal, JournalReader::hot, 100).size() == 10);
  file->make_room();
  CHECK(append_to(journal, 2000) == 11);
  CHECK(next_of(journal, JournalReader::hot, 10'000).size() == 2010);
}

TEST_CASE("journal file: on a full disk what is kept makes room") {
  const auto file = make_keeping();
  for (int i = 0; i < 50; ++i) append_to(file->journal());
  pass_all(file->journal());
  REQUIRE(file->tick());
  CHECK(file->records() == 50);
  file->fill_up();
  CHECK_FALSE(file->journal().append(std::vector<Fact>(500, journal_fact(51))));
  file->make_room();
  REQUIRE(file->tick());
  CHECK(file->records() == 0);
  append_and_pass(*file);
  CHECK(file->records() == 1);
  CHECK(file->journal().last() == 51);
}

TEST_CASE("journal file: what is kept stays for one more try after the disk is full") {
  const auto file = make_keeping();
  for (int i = 0; i < 50; ++i) append_to(file->journal());
  pass_all(file->journal());
  REQUIRE(file->tick());
  file->fill_up();
  CHECK_FALSE(file->journal().append(std::vector<Fact>(500, journal_fact(51))));
  file->journal().rewind(JournalReader::persistent, 0);
  CHECK(next_of(file->journal(), JournalReader::persistent, 100).size() == 50);
  file->make_room();
  CHECK(append_to(file->journal()) == 51);
  CHECK(next_of(file->journal(), JournalReader::persistent, 100).size() == 51);
}

TEST_CASE("journal file: a tick that fails for want of room leaves what is kept") {
  const auto file = make_keeping();
  for (int i = 0; i < 50; ++i) append_to(file->journal());
  pass_all(file->journal());
  REQUIRE(file->tick());
  file->fill_up();
  file->journal().set_history(JournalReader::persistent, std::string(4096, 'h'));
  CHECK_FALSE(file->tick());
  CHECK_FALSE(file->tick());
  file->make_room();
  CHECK(file->tick());
  file->journal().rewind(JournalReader::persistent, 0);
  CHECK(next_of(file->journal(), JournalReader::persistent, 100).size() == 50);
}

TEST_CASE("journal file: a tick that fails loses nothing") {
  const auto file = make_journal_file();
  Journal& journal = file->journal();
  for (int i = 0; i < 10; ++i) append_to(journal);
  const std::int64_t size = journal.size();
  journal.passed(JournalReader::hot, 10);
  journal.passed(JournalReader::persistent, 5);
  file->fill_up();
  REQUIRE_FALSE(file->tick().has_value());
  CHECK(journal.size() == size);
  file->make_room();
  REQUIRE(file->tick());
  CHECK(file->records() == 5);
  CHECK(journal.size() > size * 4 / 10);
  CHECK(journal.size() < size * 6 / 10);
}

}  // namespace greycache
