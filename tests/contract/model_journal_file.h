// The simulation's model of a journal and its disk, for the suites.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <vector>

#include "tests/contract/journal_file_suite.h"
#include "tests/contract/journal_suite.h"
#include "tests/simulation/models/model_journal.h"

namespace greycache {

class ModelJournalFile : public JournalFileHarness {
 public:
  ModelJournalFile() {
    ModelJournalFile::restart({});
    REQUIRE(ModelJournalFile::open());
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
  void fill_up() override { disk_.set_state(simulation::ModelDisk::State::full); }
  void make_room() override { disk_.set_state(simulation::ModelDisk::State::well); }
  void damage() override { disk_.damage(); }

 private:
  void emplace(std::optional<simulation::ModelJournal>& journal, const KeptRecords::Limits& keep) {
    journal.emplace(
        disk_, [this] { return now; }, no_faults_, [](simulation::SimTime) {},
        simulation::ModelJournal::Options{.keep = keep});
  }

  simulation::NoFaults no_faults_;
  simulation::ModelDisk disk_{[] { return simulation::SimTime(); }};
  std::optional<simulation::ModelJournal> journal_;
  std::optional<simulation::ModelJournal> beside_;
};

}  // namespace greycache
