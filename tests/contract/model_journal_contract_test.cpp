// Runs the suites of the journals on the simulation's model of one.
#include <memory>

#include "tests/contract/model_journal_file.h"

namespace greycache {

namespace {

simulation::NoFaults no_faults;

// A journal with the disk that it is on.
class JournalAndDisk : public simulation::ModelJournal {
 public:
  explicit JournalAndDisk(std::unique_ptr<simulation::ModelDisk> disk)
      : ModelJournal(*disk, std::chrono::steady_clock::now, no_faults, [](simulation::SimTime) {},
                     {}),
        disk_(std::move(disk)) {
    REQUIRE(open(kTestTime));
  }

 private:
  std::unique_ptr<simulation::ModelDisk> disk_;
};

}  // namespace

std::unique_ptr<Journal> make_journal() {
  return std::make_unique<JournalAndDisk>(
      std::make_unique<simulation::ModelDisk>([] { return simulation::SimTime(); }));
}

std::unique_ptr<JournalFileHarness> make_journal_file() {
  return std::make_unique<ModelJournalFile>();
}

}  // namespace greycache
