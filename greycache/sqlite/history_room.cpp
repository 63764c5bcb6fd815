// By what the disk has in all, and has left.
#include "greycache/sqlite/history_room.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"

namespace greycache {

HistoryRoom::HistoryRoom(std::int64_t most_bytes, LookAtRoom look)
    : most_bytes_(most_bytes), look_(std::move(look)) {}

std::int64_t HistoryRoom::most(const std::string& path) const {
  const auto room = look_(path);
  if (!room) return most_bytes_;
  return std::min(most_bytes_, static_cast<std::int64_t>(room->whole / kShare));
}

StoreResult<void> HistoryRoom::check(const std::string& path) const {
  const auto room = look_(path);
  if (!room || room->free >= std::min(kLeft, room->whole / kShare / 2)) return {};
  return tl::unexpected(
      StoreError{StoreError::Kind::read_only,
                 fmt::format("{}: its disk has {} MB left, which are for the store and the journal",
                             escaped(path), room->free >> 20)});
}

}  // namespace greycache
