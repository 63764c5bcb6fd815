// Runs the suite of every journal on the one in memory.
#include "greycache/memory/memory_journal.h"
#include "tests/contract/journal_suite.h"

namespace greycache {

std::unique_ptr<Journal> make_journal() {
  return std::make_unique<MemoryJournal>(100'000);
}

}  // namespace greycache
