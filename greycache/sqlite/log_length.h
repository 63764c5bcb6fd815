// How long a file's log may get before SQLite moves it to the file, by the room that its disk has.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "greycache/sqlite/database.h"

namespace greycache {

// A long log spares work: a stranger's row changes a page of its own, as good as, and in a long one
// more of them share a page that is moved. But a log that takes the last room of a disk cannot be
// moved any more, since the file would grow: nothing could be written again, also when others have
// made room that the log then takes.
class LogLength {
 public:
  // Pages of 4096 bytes: 32 and 4 MB.
  static constexpr std::int64_t kLong = 8000;
  static constexpr std::int64_t kShort = 1000;
  // Bytes that must be free for the long one.
  static constexpr std::uint64_t kRoom = std::uint64_t{128} << 20;

  // Bytes that are free on the disk of a file; nothing where that is not known.
  using FreeRoom = std::function<std::optional<std::uint64_t>(const std::string& path)>;
  explicit LogLength(FreeRoom free_room = free_room_beside);

  // Before something is written to `database`, the same one as long as this object lives.
  StoreResult<void> set(Database& database);

 private:
  static std::optional<std::uint64_t> free_room_beside(const std::string& path);

  FreeRoom free_room_;
  std::int64_t pages_ = 0;
};

}  // namespace greycache
