// The journal in one SQLite file on this host's disk.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "greycache/sqlite/journal_file.h"
#include "greycache/sqlite/kept_records.h"
#include "greycache/sqlite/state_lock.h"
#include "greycache/store/journal.h"

namespace greycache {

// In `state_dir`/journal.sqlite: table record (seq, facts) with the text of record.h, table place
// (reader, seq), tables hot_history and history (name). Readable with sqlite3(1) while the daemon
// runs. Belongs to one process at a time.
//
// A file that is damaged is moved aside as journal.sqlite.corrupt-TIME, with a message, and a fresh
// one begun: then the hot reader went without records. A file whose disk is full is begun afresh
// once every reader has passed all of it, so that its log gives back what it took. A file that
// somebody removes or replaces is written anew; what stands there is moved aside. After an error
// the same call may be tried again; after `unavailable` open() again.
class SqliteJournal : public Journal {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  // Records that all readers have passed stay as `keep` says.
  SqliteJournal(const std::string& state_dir, Durability durability,
                const KeptRecords::Limits& keep = {}, Clock clock = std::chrono::steady_clock::now);

  // Takes the directory's lock (see StateLock), once, and opens the file. `now` is for the name of
  // a damaged one. Called first, and again after `unavailable`; the calls before give an error.
  StoreResult<void> open(UnixTime now);

  // The next open() does not look through the whole file for damage, which takes a second for some
  // 200 MB: a process that had it in order has closed it just now.
  void trust() { file_.trust(); }

  // Whether the directory is this process's, whatever became of the file.
  bool locked() const { return lock_.has_value(); }

  StoreResult<JournalSequence> append(std::span<const Fact> facts) override;
  StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override;
  void passed(JournalReader reader, JournalSequence sequence) override;
  void rewind(JournalReader reader, JournalSequence after) override;
  const std::string& history(JournalReader reader) const override;
  void set_history(JournalReader reader, std::string name) override;
  JournalSequence last() const override { return last_; }
  JournalSequence place(JournalReader reader) const override;
  bool knows_former() const override { return former_known_ || left_empty_; }
  std::int64_t size() const override;
  // Bytes on disk of records that are only kept.
  std::int64_t kept() const { return kept_.bytes(); }

  // Writes the places and deletes a bounded number of records that no reader needs. append() does
  // so now and then; call this every second or so, for when nothing is appended. Places that were
  // not yet written when the process is killed only mean that facts are handed on twice.
  StoreResult<void> tick();

  // Lines of records that could not be read, and records without a number, since the start.
  std::size_t bad_lines() const { return bad_lines_; }

 private:
  // What counts on for a sequence: more than will ever be written, and far from the end of numbers.
  static constexpr JournalSequence kGreatest = JournalSequence{1} << 62;

  // What the file holds.
  struct OnDisk {
    std::array<JournalSequence, 2> places{};
    std::array<std::string, 2> histories;
    JournalSequence deleted = 0;  // the records up to here are gone
    std::int64_t bytes = 0;       // of the records after it
  };

  // What a trimming did, once its transaction is in the file.
  struct Trimmed {
    JournalSequence kept_to = 0;
    std::int64_t kept_bytes = 0;
    JournalSequence deleted_to = 0;
    std::int64_t deleted_bytes = 0;
  };

  // Of a file that was opened just now.
  StoreResult<void> read_file();
  StoreResult<void> make_tables();
  StoreResult<void> read_state();
  StoreResult<void> remove_strange();
  StoreResult<void> read_last();
  StoreResult<void> insert(std::string_view record);
  StoreResult<void> read_histories();
  StoreResult<void> read_kept();
  StoreResult<void> trim();
  StoreResult<void> write_places();
  StoreResult<std::int64_t> bytes_between(JournalSequence after, JournalSequence to);
  StoreResult<void> write(const std::function<StoreResult<void>()>& work);
  StoreResult<void> attempt(const std::function<StoreResult<void>()>& work);
  JournalSequence passed_by_all() const;
  bool needs_trimming() const;

  std::string state_dir_;
  JournalFile file_;
  std::optional<StateLock> lock_;
  bool left_empty_ = false;  // the file was not opened yet, but nothing waits in it
  bool last_is_known_ = false;
  JournalSequence last_ = 0;
  std::array<JournalSequence, 2> places_{};
  std::array<JournalSequence, 2> rewound_{kGreatest, kGreatest};  // before they were
  std::array<std::string, 2> histories_;
  bool former_known_ = false;  // places and histories of the file were read
  OnDisk disk_;
  Clock clock_;
  KeptRecords kept_;
  Trimmed trimmed_;
  std::size_t bad_lines_ = 0;
};

}  // namespace greycache
