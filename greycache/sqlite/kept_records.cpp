// Which of the records that all readers have passed are still kept.
#include "greycache/sqlite/kept_records.h"

namespace greycache {

void KeptRecords::add(JournalSequence to, std::int64_t bytes, Time now) {
  if (to <= last()) return;
  groups_.push_back({to, bytes, now});
  bytes_ += bytes;
}

void KeptRecords::remove(JournalSequence to, std::int64_t bytes) {
  bytes_ -= bytes;
  while (!groups_.empty() && groups_.front().last <= to) {
    bytes -= groups_.front().bytes;
    groups_.pop_front();
  }
  if (!groups_.empty()) groups_.front().bytes -= bytes;
}

void KeptRecords::rewind(JournalSequence after) {
  while (last() > after) {
    bytes_ -= groups_.back().bytes;
    groups_.pop_back();
  }
}

JournalSequence KeptRecords::due(Time now) const {
  if (give_way_) return last();
  JournalSequence due = 0;
  std::int64_t rest = bytes_;
  for (const Group& group : groups_) {
    if (rest <= limits_.bytes && now - group.passed < limits_.time) break;
    due = group.last;
    rest -= group.bytes;
  }
  return due;
}

}  // namespace greycache
