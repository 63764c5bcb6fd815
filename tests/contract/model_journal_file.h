// The simulation's model of a journal and its disk, for the suites.
#pragma once

#include <doctest/doctest.h>

#include <optional>

#include "tests/contract/journal_file_suite.h"
#include "tests/contract/journal_suite.h"
#include "tests/simulation/models/model_journal.h"

namespace greycache {

struct ModelJournalDisk {
  simulation::NoFaults no_faults;
  simulation::ModelDisk disk{[] { return simulation::SimTime(); }};
};

class ModelJournalFile final : ModelJournalDisk, public JournalFileOn<simulation::ModelJournal> {
 public:
  ModelJournalFile() {
    ModelJournalFile::emplace(journal_, {});
    REQUIRE(journal_->open(kTestTime));
  }

  std::int64_t records() override {
    return static_cast<std::int64_t>(disk.journal().records.size());
  }
  void fill_up() override { disk.set_state(simulation::ModelDisk::State::full); }
  void make_room() override { disk.set_state(simulation::ModelDisk::State::well); }
  void damage() override { disk.damage(); }

 private:
  void emplace(std::optional<simulation::ModelJournal>& journal,
               const KeptRecords::Limits& keep) override {
    journal.emplace(
        disk, [this] { return now; }, no_faults, [](simulation::SimTime) {},
        simulation::ModelJournal::Options{.keep = keep});
  }
};

}  // namespace greycache
