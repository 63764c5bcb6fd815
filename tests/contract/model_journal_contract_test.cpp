// Runs the suites of the journals on the simulation's model of one.
#include <doctest/doctest.h>

#include <optional>

#include "tests/contract/journal_file_suite.h"
#include "tests/contract/journal_suite.h"
#include "tests/simulation/models/model_journal.h"

namespace greycache {

namespace {

using simulation::ModelDisk;
using simulation::ModelJournal;
using simulation::SimTime;

simulation::NoFaults no_faults;

void no_time(SimTime) {}

class ModelFile : public JournalFileHarness {
 public:
  ModelFile() {
    ModelFile::restart({});
    REQUIRE(ModelFile::open());
  }

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

  std::int64_t records() override {
    return static_cast<std::int64_t>(disk_.journal().records.size());
  }
  void fill_up() override { disk_.set_state(ModelDisk::State::full); }
  void make_room() override { disk_.set_state(ModelDisk::State::well); }
  void damage() override { disk_.damage(); }

 private:
  void emplace(std::optional<ModelJournal>& journal, const KeptRecords::Limits& keep) {
    journal.emplace(
        disk_, [this] { return now; }, no_faults, no_time, ModelJournal::Options{.keep = keep});
  }

  ModelDisk disk_{[] { return SimTime(); }};
  std::optional<ModelJournal> journal_;
  std::optional<ModelJournal> beside_;
};

// A journal with the disk that it is on.
class ModelJournalAndDisk : public ModelJournal {
 public:
  explicit ModelJournalAndDisk(std::unique_ptr<ModelDisk> disk)
      : ModelJournal(*disk, std::chrono::steady_clock::now, no_faults, no_time,
                     ModelJournal::Options{}),
        disk_(std::move(disk)) {
    REQUIRE(open(kTestTime));
  }

 private:
  std::unique_ptr<ModelDisk> disk_;
};

}  // namespace

std::unique_ptr<Journal> make_journal() {
  return std::make_unique<ModelJournalAndDisk>(
      std::make_unique<ModelDisk>([] { return SimTime(); }));
}

std::unique_ptr<JournalFileHarness> make_journal_file() {
  return std::make_unique<ModelFile>();
}

}  // namespace greycache
