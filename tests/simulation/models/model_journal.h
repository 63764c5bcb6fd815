// The journal's port on a ModelDisk, as SqliteJournal behaves.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "greycache/sqlite/kept_records.h"
#include "greycache/store/durability.h"
#include "greycache/store/journal.h"
#include "tests/simulation/models/fault_dice.h"
#include "tests/simulation/models/model_disk.h"

namespace greycache::simulation {

// That of one process: destroying it leaves what kill -9 does. See SqliteJournal for what the calls
// promise. Each that reads or writes the disk asks the dice once; a failure of kind `data` counts
// as one of kind `refused`, which is damage.
class ModelJournal : public Journal {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  struct Options {
    Durability durability = Durability::process;
    KeptRecords::Limits keep = {};
    std::string host = {};
    // Called with what was only kept and goes before its time, since a record found no room.
    std::function<void(const std::vector<Fact>&)> on_kept_gone = {};
  };

  // All of these must outlive it.
  ModelJournal(ModelDisk& disk, Clock clock, FaultDice& dice, SpendTime spend, Options options);
  ~ModelJournal() override;
  ModelJournal(const ModelJournal&) = delete;
  ModelJournal& operator=(const ModelJournal&) = delete;

  StoreResult<void> open(UnixTime now);
  void trust() {}
  bool locked() const { return locked_; }

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
  std::int64_t kept() const { return kept_.bytes(); }
  StoreResult<void> tick();
  std::size_t bad_lines() const { return bad_lines_; }

 private:
  // What is kept, and what is gone, once the transaction is in the file.
  struct Trimming {
    JournalSequence kept_to = 0;
    std::int64_t kept_bytes = 0;
    JournalSequence deleted_to = 0;
    std::int64_t deleted_bytes = 0;
  };

  static constexpr std::array<JournalSequence, 2> kNotRewound{INT64_MAX, INT64_MAX};

  StoreResult<void> open_file();
  void read_state();
  void read_histories();
  void count_kept();
  StoreResult<void> ready();
  StoreResult<void> touch(FaultPoint point, const std::function<StoreResult<void>()>& work);
  StoreResult<void> write(FaultPoint point, const ModelDisk::Transaction& transaction);
  StoreResult<void> commit(const ModelDisk::Transaction& transaction);
  std::vector<Fact> facts_up_to(JournalSequence sequence) const;
  void kept_gone(const std::vector<Fact>& facts) const;
  void read_last();
  Trimming trimming(ModelDisk::Transaction& transaction) const;
  void trimmed(const Trimming& trimming);
  bool needs_trimming() const;
  JournalSequence deleted() const;
  JournalSequence passed_by_all() const;
  std::int64_t bytes_between(JournalSequence after, JournalSequence to) const;

  ModelDisk& disk_;
  Clock clock_;
  FaultDice& dice_;
  SpendTime spend_;
  Options options_;
  KeptRecords kept_;
  bool locked_ = false;
  bool open_ = false;
  JournalSequence last_ = 0;
  bool left_empty_ = false;     // the file was not opened yet, but is none
  bool last_is_known_ = false;  // not after an append of which the outcome is not
  ModelDisk::Marks marks_;
  std::array<JournalSequence, 2> rewound_ = kNotRewound;  // before they were
  bool former_known_ = false;  // places and histories of the file were read
  std::size_t bad_lines_ = 0;
};

}  // namespace greycache::simulation
