// How long a file's log may get before SQLite moves it to the file, by the room that its disk has.
#pragma once

#include <cstdint>

#include "greycache/sqlite/database.h"
#include "greycache/sqlite/disk_room.h"

namespace greycache {

// A long log spares work: a stranger's row changes a page of its own, as good as, and in a long one
// more of them share a page that is moved. But a log that takes the last room of a disk cannot be
// moved any more, since the file would grow: nothing could be written again, also when others have
// made room that the log then takes.
class LogLength {
 public:
  // Pages of 4096 bytes: 32, 4 and 1 MB.
  static constexpr std::int64_t kLong = 8000;
  static constexpr std::int64_t kShort = 1000;
  static constexpr std::int64_t kShortest = 250;
  // Bytes that must be free for the long one, and for the short one.
  static constexpr std::uint64_t kRoom = std::uint64_t{128} << 20;
  static constexpr std::uint64_t kLittleRoom = std::uint64_t{32} << 20;

  // `longest`: in pages, where there is room.
  explicit LogLength(std::int64_t longest = kLong, LookAtRoom look = room_beside);

  // Before something is written to `database`, the same one as long as this object lives. One that
  // is longer already is cut when it begins anew.
  StoreResult<void> set(Database& database);

 private:
  std::int64_t pages_for(const std::string& path) const;

  std::int64_t longest_;
  LookAtRoom look_;
  std::int64_t pages_ = 0;
};

}  // namespace greycache
