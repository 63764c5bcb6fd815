// A journal in this process' memory: for a replay, and for the time that the disk takes nothing.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "greycache/store/journal.h"

namespace greycache {

// Survives nothing. Beyond `most_facts` it takes no further record (StoreError read_only) until a
// reader has moved on.
class MemoryJournal : public Journal {
 public:
  // What becomes of records that all readers have passed: they go, or stay until forget(), or until
  // a record needs their room.
  enum class Passed : std::uint8_t { go, stay };

  // The first record gets the sequence after `last`.
  explicit MemoryJournal(std::size_t most_facts, JournalSequence last = 0,
                         Passed passed = Passed::go);

  StoreResult<JournalSequence> append(std::span<const Fact> facts) override;
  StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override;
  void passed(JournalReader reader, JournalSequence sequence) override;
  void rewind(JournalReader reader, JournalSequence after) override;
  const std::string& history(JournalReader reader) const override {
    return histories_[static_cast<std::size_t>(reader)];
  }
  void set_history(JournalReader reader, std::string name) override {
    histories_[static_cast<std::size_t>(reader)] = std::move(name);
  }
  JournalSequence last() const override { return last_; }
  JournalSequence place(JournalReader reader) const override;
  std::int64_t size() const override;
  // Facts that wait.
  std::size_t facts() const { return facts_; }

  // From the first that is here on, whether it waits or not: as next() has it.
  Chunk oldest(std::size_t facts) const { return chunk_after(gone(), facts); }
  // Of those that all have passed, the ones up to this go.
  void forget(JournalSequence sequence);
  JournalSequence passed_by_all() const { return std::min(places_[0], places_[1]); }
  bool empty() const { return records_.empty(); }

 private:
  Chunk chunk_after(JournalSequence sequence, std::size_t facts) const;
  JournalSequence gone() const { return last_ - static_cast<JournalSequence>(records_.size()); }

  std::size_t most_facts_;
  Passed passed_;
  JournalSequence last_;
  std::array<JournalSequence, 2> places_;
  std::deque<std::vector<Fact>> records_;  // the last of them is that of last_
  std::size_t facts_ = 0;
  std::size_t passed_facts_ = 0;  // of those that stay
  std::array<std::string, 2> histories_;
};

}  // namespace greycache
