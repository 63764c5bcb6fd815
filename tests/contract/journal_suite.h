// What a program gives to the suite of every journal.
#pragma once

#include <memory>

#include "greycache/store/journal.h"
#include "tests/contract/example_facts.h"

namespace greycache {

// Defined by each program: an empty journal that keeps nothing which all readers have passed.
std::unique_ptr<Journal> make_journal();

// The fact of the record with this number.
inline Fact journal_fact(JournalSequence number) {
  return connect_fact("192.0.2", "n" + std::to_string(number), "example.com", "r@example.net",
                      kTestTime + number);
}

// Appends the next record, with so many facts, and expects that it works.
JournalSequence append_to(Journal& journal, int facts = 1);
// The facts of the next chunk.
std::vector<Fact> next_of(Journal& journal, JournalReader reader, std::size_t facts = 10);
// Both readers have everything.
void pass_all(Journal& journal);

}  // namespace greycache
