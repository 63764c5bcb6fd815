// A replay's entries: in memory, and never forgotten.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/memory/memory_hot_store.h"
#include "greycache/policy/decide.h"

namespace greycache {

// Begins with no entry at all, so that every source is known as a whole. One thread.
class ReplayMemory {
 public:
  // About 2 GB of memory.
  static constexpr std::size_t kMostEntries = std::size_t{1} << 24;

  struct Found {
    KnownEntries known;
    std::vector<Fact> all;  // every fact of the source, where it was asked for
  };

  ReplayMemory(const Ages& ages, std::size_t most_entries);

  // The three facts that the keys name and, with `whole`, all of the source. Expired facts may be
  // among them.
  Found look_up(const Keys& keys, bool whole, UnixTime now);

  // Remembers facts, already merged with what look_up() found. The error is a sentence: there are
  // too many to keep them all, and what is found from now on is wrong.
  tl::expected<void, std::string> apply(std::span<const Fact> facts, UnixTime now);

  // Calls `fact` with each that is remembered, expired ones too.
  void each(const std::function<void(Fact fact)>& fact) { store_.each(fact); }

 private:
  Ages ages_;
  MemoryHotStore store_;
};

}  // namespace greycache
