// Runs the suites of the journals on the simulation's model of one.
#include <memory>

#include "tests/contract/model_journal_file.h"

namespace greycache {

namespace {

simulation::NoFaults no_faults;

struct Disk {
  simulation::ModelDisk disk{[] { return simulation::SimTime(); }};
};

// A journal with the disk that it is on, which outlives it.
class JournalAndDisk : private Disk, public simulation::ModelJournal {
 public:
  JournalAndDisk()
      : ModelJournal(disk, std::chrono::steady_clock::now, no_faults, [](simulation::SimTime) {},
                     {}) {
    REQUIRE(open(kTestTime));
  }
};

}  // namespace

std::unique_ptr<Journal> make_journal() {
  return std::make_unique<JournalAndDisk>();
}

std::unique_ptr<JournalFileHarness> make_journal_file() {
  return std::make_unique<ModelJournalFile>();
}

}  // namespace greycache
