// The suite of every journal: order, places and histories.
#include "tests/contract/journal_suite.h"

#include <doctest/doctest.h>

namespace greycache {

JournalSequence append_to(Journal& journal, int facts) {
  const std::vector<Fact> record(static_cast<std::size_t>(facts), journal_fact(journal.last() + 1));
  const auto sequence = journal.append(record);
  REQUIRE(sequence.has_value());
  return *sequence;
}

std::vector<Fact> next_of(Journal& journal, JournalReader reader, std::size_t facts) {
  const auto chunk = journal.next(reader, facts);
  REQUIRE(chunk.has_value());
  return chunk->facts;
}

void pass_all(Journal& journal) {
  journal.passed(JournalReader::hot, journal.last());
  journal.passed(JournalReader::persistent, journal.last());
}

TEST_CASE("any journal: an empty one has nothing to hand on") {
  const auto journal = make_journal();
  CHECK(journal->last() == 0);
  CHECK(journal->size() == 0);
  CHECK(next_of(*journal, JournalReader::hot).empty());
  CHECK(journal->place(JournalReader::persistent) == 0);
}

TEST_CASE("any journal: sequences grow by one from 1, and records come back in order") {
  const auto journal = make_journal();
  for (JournalSequence i = 1; i <= 5; ++i) CHECK(append_to(*journal) == i);
  CHECK(journal->last() == 5);
  const auto chunk = journal->next(JournalReader::hot, 10);
  REQUIRE(chunk.has_value());
  CHECK(chunk->last == 5);
  CHECK(chunk->facts == std::vector<Fact>{journal_fact(1), journal_fact(2), journal_fact(3),
                                          journal_fact(4), journal_fact(5)});
}

TEST_CASE("any journal: facts of each kind come back as they were") {
  const auto journal = make_journal();
  const std::vector<Fact> facts{journal_fact(1),
                                from_awl_fact("192.0.2", "n", "d.example", kTestTime, kTestTime),
                                domain_awl_fact("2001:db8::/64", "d.example", 5, kTestTime)};
  REQUIRE(journal->append(facts).has_value());
  CHECK(next_of(*journal, JournalReader::persistent) == facts);
}

TEST_CASE("any journal: a chunk ends with the record that makes it large enough") {
  const auto journal = make_journal();
  for (int i = 0; i < 4; ++i) append_to(*journal, 3);
  const auto next = [&journal](std::size_t facts) {
    const auto chunk = journal->next(JournalReader::hot, facts);
    REQUIRE(chunk.has_value());
    return *chunk;
  };
  CHECK(next(1).last == 1);
  CHECK(next(3).last == 1);
  CHECK(next(4).last == 2);
  CHECK(next(4).facts.size() == 6);
  CHECK(next(12).last == 4);
  CHECK(next(1000).facts.size() == 12);
}

TEST_CASE("any journal: each reader has its own place, and what waits for one has a size") {
  const auto journal = make_journal();
  for (int i = 0; i < 3; ++i) append_to(*journal);
  journal->passed(JournalReader::hot, 3);
  CHECK(next_of(*journal, JournalReader::hot).empty());
  CHECK(next_of(*journal, JournalReader::persistent).size() == 3);
  CHECK(journal->size() > 0);
  journal->passed(JournalReader::persistent, 2);
  CHECK(next_of(*journal, JournalReader::persistent) == std::vector<Fact>{journal_fact(3)});
  journal->passed(JournalReader::persistent, 3);
  CHECK(journal->size() == 0);
  CHECK(journal->place(JournalReader::hot) == 3);
}

TEST_CASE("any journal: a place never goes back by passing") {
  const auto journal = make_journal();
  append_to(*journal);
  append_to(*journal);
  journal->passed(JournalReader::hot, 2);
  journal->passed(JournalReader::hot, 1);
  CHECK(journal->place(JournalReader::hot) == 2);
}

TEST_CASE("any journal: a reader that is rewound gets again what is still here, the other not") {
  const auto journal = make_journal();
  for (int i = 0; i < 3; ++i) append_to(*journal);
  journal->passed(JournalReader::hot, 3);
  journal->passed(JournalReader::persistent, 1);
  journal->rewind(JournalReader::hot, 1);
  CHECK(next_of(*journal, JournalReader::hot) ==
        std::vector<Fact>{journal_fact(2), journal_fact(3)});
  CHECK(journal->place(JournalReader::persistent) == 1);
  journal->rewind(JournalReader::hot, 3);
  CHECK(journal->place(JournalReader::hot) == 1);
}

TEST_CASE("any journal: the histories of the readers are kept apart") {
  const auto journal = make_journal();
  CHECK(journal->history(JournalReader::hot).empty());
  journal->set_history(JournalReader::persistent, "7710/00000001");
  journal->set_history(JournalReader::hot, Journal::kWentWithout);
  CHECK(journal->history(JournalReader::persistent) == "7710/00000001");
  CHECK(journal->history(JournalReader::hot) == Journal::kWentWithout);
}

}  // namespace greycache
