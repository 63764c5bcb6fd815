// A host's state directory: what the journal's file holds, and what a power cut leaves of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "greycache/store/journal.h"
#include "tests/simulation/models/sim_time.h"
#include "tests/simulation/models/undo_log.h"

namespace greycache::simulation {

// Outlives the processes of its host. Faults are calls of the harness.
class ModelDisk {
 public:
  // Of each reader.
  struct Marks {
    std::array<JournalSequence, 2> places{};
    std::array<std::string, 2> histories;

    friend bool operator==(const Marks&, const Marks&) = default;
  };
  struct File {
    std::map<JournalSequence, std::string> records;  // each in the text of record.h
    std::int64_t bytes = 0;                          // of the records
    Marks marks;
  };

  // All of it is written, or nothing.
  struct Transaction {
    std::optional<std::pair<JournalSequence, std::string>> record = {};
    JournalSequence delete_to = 0;
    std::optional<Marks> marks = {};
  };

  enum class State : std::uint8_t {
    well,
    full,     // nothing can be written
    failing,  // nothing can be read or written
  };

  // Until the kernel has written back what nobody synced.
  static constexpr SimTime kWriteBack = std::chrono::seconds(30);

  explicit ModelDisk(SimClock clock) : clock_(std::move(clock)) {}

  // What a process does. The lock is held by one of them.
  bool lock(const void* owner);
  void unlock(const void* owner);
  const File& journal() const { return journal_; }
  bool made() const { return made_; }
  StoreResult<void> commit(Transaction transaction, bool synced);
  // Whether the file can be read; `refused` where it is damaged.
  StoreResult<void> read() const;
  // The same; makes one that is not there, with these marks.
  StoreResult<void> open_file(const Marks& begun_with);
  // The file is gone: it was unlinked, or moved aside since it was damaged.
  void remove_file();

  // Faults.
  void set_state(State state) { state_ = state; }
  // Bytes that the records may take.
  void set_room(std::int64_t bytes) { room_ = bytes; }
  // The file is none any more.
  void damage() { damaged_ = true; }
  // What was written in the last `span` and not synced is gone. The host's processes are dead.
  void cut_power(SimTime span);

 private:
  struct Change {
    Marks before;
    JournalSequence inserted = 0;
    std::map<JournalSequence, std::string> deleted;
  };

  StoreResult<void> writable() const;
  std::int64_t bytes_up_to(JournalSequence sequence) const;
  void take_back(Change change);

  SimClock clock_;
  State state_ = State::well;
  std::int64_t room_ = std::numeric_limits<std::int64_t>::max();
  bool made_ = false;  // the file is there
  bool damaged_ = false;
  const void* owner_ = nullptr;
  File journal_;
  UndoLog<Change> unsynced_{kWriteBack};
};

}  // namespace greycache::simulation
