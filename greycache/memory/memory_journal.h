// A journal in this process' memory: for a replay, and for the time that the disk takes nothing.
#pragma once

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
  // The first record gets the sequence after `last`.
  explicit MemoryJournal(std::size_t most_facts, JournalSequence last = 0);

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

 private:
  std::size_t most_facts_;
  JournalSequence last_;
  std::array<JournalSequence, 2> places_;
  std::deque<std::vector<Fact>> records_;  // the last of them is that of last_
  std::size_t facts_ = 0;
  std::array<std::string, 2> histories_;
};

}  // namespace greycache
