// Sources whose marker waits to be written with their first entry.
#include "greycache/redis/pending_marks.h"

namespace greycache {

bool PendingMarks::add(const std::string& src, UnixTime filled) {
  if (marks_.size() >= kLimit && !marks_.contains(src)) return false;
  marks_.insert_or_assign(src, Waiting{filled, turn_});
  return true;
}

std::optional<UnixTime> PendingMarks::take(std::string_view src) {
  const auto mark = marks_.find(src);
  if (mark == marks_.end()) return std::nullopt;
  const UnixTime filled = mark->second.filled;
  marks_.erase(mark);
  return filled;
}

std::vector<PendingMarks::Mark> PendingMarks::next_turn() {
  ++turn_;
  std::vector<Mark> due;
  std::erase_if(marks_, [this, &due](const auto& mark) {
    if (mark.second.turn + 2 > turn_) return false;
    due.emplace_back(mark.first, mark.second.filled);
    return true;
  });
  return due;
}

}  // namespace greycache
