// What a program gives to the suite of every journal that a host's disk keeps.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "greycache/sqlite/kept_records.h"
#include "greycache/store/journal.h"
#include "tests/contract/journal_suite.h"

namespace greycache {

// A disk, and one process at a time that uses it, at first with an open journal that keeps nothing.
class JournalFileHarness {
 public:
  virtual ~JournalFileHarness() = default;

  virtual Journal& journal() = 0;
  virtual StoreResult<void> open() = 0;
  virtual StoreResult<void> tick() = 0;
  // Bytes of the records that are only kept.
  virtual std::int64_t kept() = 0;

  // The process ends, without a word, and another begins, which has not opened its journal yet.
  virtual void restart(const KeptRecords::Limits& keep) = 0;
  // What another process gets that opens the journal beside this one, and how its append() fails.
  virtual StoreResult<void> open_beside() = 0;
  virtual StoreResult<JournalSequence> append_beside() = 0;

  // Of the disk.
  virtual std::int64_t records() = 0;
  virtual void fill_up() = 0;
  virtual void make_room() = 0;
  virtual void damage() = 0;

  // The journal's clock.
  std::chrono::steady_clock::time_point now{};
};

// The same for one kind of journal. A derived class opens the first one; what is its disk is a base
// of it before this one, and so outlives the journals.
template <class Kind>
class JournalFileOn : public JournalFileHarness {
 public:
  Journal& journal() override { return *journal_; }
  StoreResult<void> open() override { return journal_->open(kTestTime); }
  StoreResult<void> tick() override { return journal_->tick(); }
  std::int64_t kept() override { return journal_->kept(); }

  void restart(const KeptRecords::Limits& keep) override {
    journal_.reset();
    emplace(journal_, keep);
  }
  StoreResult<void> open_beside() override {
    emplace(beside_, {});
    return beside_->open(kTestTime);
  }
  StoreResult<JournalSequence> append_beside() override {
    return beside_->append(std::vector<Fact>{journal_fact(1)});
  }

 protected:
  // A journal on the disk, which is not open.
  virtual void emplace(std::optional<Kind>& journal, const KeptRecords::Limits& keep) = 0;

  std::optional<Kind> journal_;

 private:
  std::optional<Kind> beside_;
};

// Defined by each program.
std::unique_ptr<JournalFileHarness> make_journal_file();

}  // namespace greycache
