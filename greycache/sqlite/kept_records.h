// Which of the records that all readers have passed are still kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "greycache/store/journal.h"

namespace greycache {

// Records in groups that were passed at about the same time, oldest first. The clock is passed in.
class KeptRecords {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Limits {
    std::chrono::milliseconds time{0};  // how long a record is kept after all have passed it
    std::int64_t bytes = 0;             // of all that are kept; beyond it the oldest go
  };

  // Keeps nothing where the time or the bytes are 0.
  explicit KeptRecords(const Limits& limits) : limits_(limits) {}

  // The records up to this one are passed by all; those after last() have these bytes.
  void add(JournalSequence to, std::int64_t bytes, Time now);
  // The records up to this one, with these bytes, are gone.
  void remove(JournalSequence to, std::int64_t bytes);
  // The records after this one wait again, and perhaps some before it.
  void rewind(JournalSequence after);

  bool keeps() const { return limits_.time.count() > 0 && limits_.bytes > 0; }
  // The last that is kept, 0 where none is.
  JournalSequence last() const { return groups_.empty() ? 0 : groups_.back().last; }
  std::int64_t bytes() const { return bytes_; }
  // The last that need not be kept any longer, 0 where all must be.
  JournalSequence due(Time now) const;

  // Whether all are due, since the disk is full.
  void give_way(bool all) { give_way_ = all; }
  bool gives_way() const { return give_way_ || !keeps(); }

 private:
  struct Group {
    JournalSequence last = 0;
    std::int64_t bytes = 0;
    Time passed;
  };

  Limits limits_;
  std::deque<Group> groups_;
  std::int64_t bytes_ = 0;
  bool give_way_ = false;
};

}  // namespace greycache
