// A journal that survives nothing: it takes what the disk does not, for a while.
#include "greycache/memory/memory_journal.h"

#include <algorithm>

namespace greycache {

MemoryJournal::MemoryJournal(std::size_t most_facts, JournalSequence last, Passed passed)
    : most_facts_(most_facts), passed_(passed), last_(last), places_{last, last} {}

StoreResult<JournalSequence> MemoryJournal::append(std::span<const Fact> facts) {
  if (facts_ + facts.size() > most_facts_) {
    return tl::make_unexpected(
        StoreError{StoreError::Kind::read_only, "the journal in memory is full"});
  }
  while (facts_ + passed_facts_ + facts.size() > most_facts_) forget(gone() + 1);
  records_.emplace_back(facts.begin(), facts.end());
  facts_ += facts.size();
  return ++last_;
}

StoreResult<Journal::Chunk> MemoryJournal::next(JournalReader reader, std::size_t facts) {
  return chunk_after(std::max(place(reader), gone()), facts);
}

Journal::Chunk MemoryJournal::chunk_after(JournalSequence sequence, std::size_t facts) const {
  Chunk chunk;
  for (JournalSequence at = sequence + 1; at <= last_ && chunk.facts.size() < facts; ++at) {
    const auto& record = records_[static_cast<std::size_t>(at - gone() - 1)];
    chunk.facts.insert(chunk.facts.end(), record.begin(), record.end());
    chunk.last = at;
  }
  return chunk;
}

void MemoryJournal::passed(JournalReader reader, JournalSequence sequence) {
  JournalSequence& own = places_[static_cast<std::size_t>(reader)];
  const JournalSequence before = passed_by_all();
  own = std::max(own, std::min(sequence, last_));
  for (JournalSequence at = std::max(before, gone()) + 1; at <= passed_by_all(); ++at) {
    const std::size_t facts = records_[static_cast<std::size_t>(at - gone() - 1)].size();
    facts_ -= facts;
    passed_facts_ += facts;
  }
  if (passed_ == Passed::go) forget(passed_by_all());
}

void MemoryJournal::forget(JournalSequence sequence) {
  while (!records_.empty() && gone() < std::min(sequence, passed_by_all())) {
    passed_facts_ -= records_.front().size();
    records_.pop_front();
  }
}

void MemoryJournal::rewind(JournalReader reader, JournalSequence after) {
  JournalSequence& own = places_[static_cast<std::size_t>(reader)];
  const JournalSequence before = passed_by_all();
  own = std::min(own, std::max(after, gone()));
  for (JournalSequence at = before; at > passed_by_all(); --at) {
    const std::size_t facts = records_[static_cast<std::size_t>(at - gone() - 1)].size();
    facts_ += facts;
    passed_facts_ -= facts;
  }
}

JournalSequence MemoryJournal::place(JournalReader reader) const {
  return places_[static_cast<std::size_t>(reader)];
}

std::int64_t MemoryJournal::size() const {
  return static_cast<std::int64_t>(facts_ * sizeof(Fact));
}

}  // namespace greycache
