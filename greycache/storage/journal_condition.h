// What is told of the journal's file: whether it can be read and trimmed, and how full it is.
#pragma once

#include <cstdint>

#include "greycache/storage/store_health.h"
#include "greycache/store/store_error.h"

namespace greycache {

// Each trouble is told once. What hinders one thing says nothing of the others: who finds all well
// tells the health so.
class JournalCondition {
 public:
  // `health` must outlive it.
  explicit JournalCondition(StoreHealth& health) : health_(health) {}

  // It takes nothing, so that the journal goes on in memory.
  void took_nothing(const StoreError& error);

  // What came of reading it. Returns whether that is possible again.
  bool note_reading(const StoreResult<void>& read);
  bool unreadable() const { return unreadable_; }

  // What came of trimming it, once a tick: a reader of the file may hinder that for a moment.
  void note_trimming(const StoreResult<void>& trimmed);

  // The bytes that wait in it, of those that may.
  void note_size(std::int64_t bytes, std::int64_t most_bytes);

  // It can be read and trimmed, as far as is known.
  bool well() const { return !unreadable_ && untrimmed_ < kUntrimmedTicks; }

 private:
  static constexpr int kUntrimmedTicks = 8;

  StoreHealth& health_;
  bool unreadable_ = false;
  int untrimmed_ = 0;  // ticks that it could not be trimmed
  bool half_full_ = false;
};

}  // namespace greycache
