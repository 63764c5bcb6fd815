// How much of its disk the history may take: what else stands there matters more.
#pragma once

#include <cstdint>
#include <string>

#include "greycache/sqlite/disk_room.h"
#include "greycache/store/store_error.h"

namespace greycache {

// The store and the journal stand on the same disk. Without room there what is acknowledged waits
// in memory; without history nobody waits.
class HistoryRoom {
 public:
  // Of a disk, at most.
  static constexpr std::uint64_t kShare = 8;
  // Bytes that a write leaves free, or half of the history's share where that is less.
  static constexpr std::uint64_t kLeft = std::uint64_t{32} << 20;

  explicit HistoryRoom(std::int64_t most_bytes, LookAtRoom look = room_beside);

  // Bytes that the file at `path` may have in use.
  std::int64_t most(const std::string& path) const;
  // An error where nothing more is to be written to the file at `path`.
  StoreResult<void> check(const std::string& path) const;

 private:
  std::int64_t most_bytes_;
  LookAtRoom look_;
};

}  // namespace greycache
