// The journal of the daemon: on disk, and in memory while the disk takes nothing.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "greycache/memory/memory_journal.h"
#include "greycache/storage/file_attempts.h"
#include "greycache/storage/journal_condition.h"
#include "greycache/storage/store_health.h"
#include "greycache/store/journal.h"

namespace greycache {

// When the file cannot be written (full, read-only, an I/O error, or as large as it may become),
// records go to memory, which does not survive this process, and the journal's health says so. The
// file is tried again with growing pauses; what is in memory moves to it in order, what was handed
// on and is kept too, and then the health is up again. Readers see the records of both, those of
// the file first. Before the file (or the memory) is given up for full, the hot reader goes without
// the records that only it lacks: see kWentWithout. A file that cannot be read, or be trimmed for
// long, is told as well. All calls on the loop's thread.
class SteadyJournal : public Journal {
 public:
  struct Limits {
    std::int64_t most_bytes = std::int64_t{1} << 30;  // waiting in the file; a warning at half
    std::size_t facts_in_memory = 200'000;
    // How long memory keeps at least what it has handed on, so that the file may keep it, too, once
    // it can be written again. 0: not at all.
    std::chrono::milliseconds keep{0};
  };
  // What a file needs besides what every journal does.
  struct Upkeep {
    std::function<StoreResult<void>()> reopen;  // after an error that was not for want of room
    std::function<StoreResult<void>()> trim;    // writes places, deletes what nobody needs
    bool left_empty = false;  // nothing waits in the file, whether it can be read or not
  };
  enum class State : std::uint8_t { disk, memory, full };

  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  // `clock` is only passed by who has one of his own.
  SteadyJournal(std::unique_ptr<Journal> file, Upkeep upkeep, const Limits& limits,
                StoreHealth& health, Clock clock = std::chrono::steady_clock::now);

  // An error (the memory is full too) means that the record is nowhere.
  StoreResult<JournalSequence> append(std::span<const Fact> facts) override;
  StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override;
  StoreResult<Chunk> look_through(JournalReader reader, std::size_t facts) override;
  void passed(JournalReader reader, JournalSequence sequence) override;
  void rewind(JournalReader reader, JournalSequence after) override;
  const std::string& history(JournalReader reader) const override { return file_->history(reader); }
  void set_history(JournalReader reader, std::string name) override {
    file_->set_history(reader, std::move(name));
  }
  JournalSequence last() const override;
  JournalSequence place(JournalReader reader) const override;
  bool knows_former() const override { return upkeep_.left_empty || file_->knows_former(); }
  std::int64_t size() const override { return file_->size(); }

  // Trims the file, or tries it again when a pause is over. To be called every kTick, less often
  // where nobody asks.
  void tick();
  static constexpr std::chrono::milliseconds kTick{250};

  // Tries the file without a pause, as long as it takes records, also beyond `most_bytes`: before
  // the daemon ends. What is left is in memory only.
  void save();

  State state() const;
  std::size_t facts_in_memory() const { return memory_ ? memory_->facts() : 0; }
  // Records that left without the hot reader, since the start.
  std::int64_t went_without() const { return went_without_; }
  std::int64_t most_bytes() const { return limits_.most_bytes; }

 private:
  StoreResult<Chunk> next_in_memory(JournalReader reader, std::size_t facts, bool ahead);
  void go_on_in_memory(const StoreError& error);
  void forget_some();
  StoreResult<void> move_some(std::int64_t most_bytes);
  void try_file(std::chrono::milliseconds patience, std::int64_t most_bytes);
  bool spare_hot();
  void trim_for_room();
  void trim();
  void note_reading(const StoreResult<void>& read);
  void read_again();
  void open_late();
  void raise_base(JournalSequence to);
  void level();
  // Notes that the reader has got all up to a record of the file; its sequence.
  JournalSequence given(JournalReader reader, JournalSequence in_file);
  void look_well();

  std::unique_ptr<Journal> file_;
  Upkeep upkeep_;
  Limits limits_;
  StoreHealth& health_;
  JournalCondition condition_;
  Clock clock_;
  std::optional<MemoryJournal> memory_;
  JournalSequence memory_after_ = 0;  // the memory goes on behind this
  // What the memory had handed on when it was looked at last.
  JournalSequence handed_on_ = 0;
  std::chrono::steady_clock::time_point looked_{};
  // The last that a reader got of the file.
  struct Given {
    JournalSequence sequence = 0;
    JournalSequence in_file = 0;
  };
  std::array<Given, 2> given_{};
  // A record's sequence less its sequence in the file. It only grows, but for level(), so that a
  // sequence that a reader got before does not stand for more than it did.
  JournalSequence base_ = 0;
  JournalSequence greatest_base_ = 0;
  // Readers who got records of the memory before some of the file, since they passed some of that
  // last: the number of those says nothing once they have moved behind these. Whoever only looks
  // may ask between.
  std::array<bool, 2> ahead_{};
  FileAttempts attempts_;
  bool memory_full_ = false;  // the last record found no room
  bool told_full_ = false;    // since half of the memory was free
  std::int64_t went_without_ = 0;
};

// "disk", "memory", "full".
const char* journal_state_name(SteadyJournal::State state);

}  // namespace greycache
