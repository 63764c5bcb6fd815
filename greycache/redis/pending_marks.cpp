// Sources whose marker waits to be written with their first entry.
#include "greycache/redis/pending_marks.h"

namespace greycache {

bool PendingMarks::add(const std::string& src, const Marker& marker, SteadyTime now) {
  if (marks_.size() >= kLimit && !marks_.contains(src)) return false;
  marks_.insert_or_assign(src, Waiting{marker, turn_, now});
  return true;
}

const Marker* PendingMarks::find(std::string_view src) const {
  const auto mark = marks_.find(src);
  return mark == marks_.end() ? nullptr : &mark->second.marker;
}

std::optional<Marker> PendingMarks::take(std::string_view src) {
  const auto mark = marks_.find(src);
  if (mark == marks_.end()) return std::nullopt;
  const Marker marker = mark->second.marker;
  marks_.erase(mark);
  return marker;
}

std::vector<PendingMarks::Mark> PendingMarks::next_turn(SteadyTime now) {
  ++turn_;
  std::vector<Mark> due;
  std::erase_if(marks_, [&](const auto& mark) {
    if (now - mark.second.since >= kLongest) return true;
    if (mark.second.turn + 2 > turn_) return false;
    due.emplace_back(mark.first, mark.second.marker);
    return true;
  });
  return due;
}

}  // namespace greycache
