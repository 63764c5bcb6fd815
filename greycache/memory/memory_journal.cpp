// A journal that survives nothing: it takes what the disk does not, for a while.
#include "greycache/memory/memory_journal.h"

#include <algorithm>

namespace greycache {

MemoryJournal::MemoryJournal(std::size_t most_facts, JournalSequence last)
    : most_facts_(most_facts), last_(last), places_{last, last} {}

StoreResult<JournalSequence> MemoryJournal::append(std::span<const Fact> facts) {
  if (facts_ + facts.size() > most_facts_) {
    return tl::make_unexpected(
        StoreError{StoreError::Kind::read_only, "the journal in memory is full"});
  }
  records_.emplace_back(facts.begin(), facts.end());
  facts_ += facts.size();
  return ++last_;
}

StoreResult<Journal::Chunk> MemoryJournal::next(JournalReader reader, std::size_t facts) {
  Chunk chunk;
  const JournalSequence first = last_ - static_cast<JournalSequence>(records_.size()) + 1;
  for (JournalSequence at = std::max(place(reader) + 1, first);
       at <= last_ && chunk.facts.size() < facts; ++at) {
    const auto& record = records_[static_cast<std::size_t>(at - first)];
    chunk.facts.insert(chunk.facts.end(), record.begin(), record.end());
    chunk.last = at;
  }
  return chunk;
}

void MemoryJournal::passed(JournalReader reader, JournalSequence sequence) {
  JournalSequence& own = places_[static_cast<std::size_t>(reader)];
  own = std::max(own, std::min(sequence, last_));
  const JournalSequence all = std::min(places_[0], places_[1]);
  while (!records_.empty() && last_ - static_cast<JournalSequence>(records_.size()) + 1 <= all) {
    facts_ -= records_.front().size();
    records_.pop_front();
  }
}

void MemoryJournal::rewind(JournalReader reader, JournalSequence after) {
  JournalSequence& own = places_[static_cast<std::size_t>(reader)];
  const JournalSequence gone = last_ - static_cast<JournalSequence>(records_.size());
  own = std::min(own, std::max(after, gone));
}

JournalSequence MemoryJournal::place(JournalReader reader) const {
  return places_[static_cast<std::size_t>(reader)];
}

std::int64_t MemoryJournal::size() const {
  return static_cast<std::int64_t>(facts_ * sizeof(Fact));
}

}  // namespace greycache
