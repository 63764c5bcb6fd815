// One reading of the persistent store: what was asked for, and what came.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "greycache/policy/excerpt.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/storage/journal_tail.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// Goes to the worker with the first part, and comes back with the second.
struct StoreReading {
  // What is read goes by these.
  struct Terms {
    Cutoffs cutoffs;
    Excerpt excerpt;
  };

  Terms terms{};
  std::vector<std::string> sources{};
  std::vector<std::uint64_t> questions{};
  std::vector<Keys> keys{};    // of the questions
  UnixTime connects_from = 0;  // of what is found for them, besides the terms

  StoreResult<std::vector<SourceFacts>> result{};  // for sources, some of them
  std::vector<std::vector<Fact>> found{};          // for each of the keys
  std::string history{};                           // PersistentStore::history()
  std::optional<std::int64_t> outside_writes{};

  // On the worker's thread. With `reopen` on a new connection; sources of more than `most` facts
  // are not read as a whole. Where nothing is asked for it finds out whether the store answers.
  void read(PersistentStore& store, bool reopen, std::size_t most);

  // What came cannot be used.
  void fail(std::string why);

  // What is found for the questions goes by these.
  Cutoffs cutoffs_of_questions() const;

  // Adds what `tail` has of it: what waits, and what was written while it was read. False where
  // that is too much to look through.
  bool add_missed(JournalTail& tail);
};

}  // namespace greycache
