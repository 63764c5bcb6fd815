// Asks the file system.
#include "greycache/sqlite/disk_room.h"

#include <sys/statvfs.h>

namespace greycache {

std::optional<DiskRoom> room_beside(const std::string& path) {
  struct statvfs disk {};
  if (::statvfs(path.c_str(), &disk) != 0) return std::nullopt;
  const auto bytes = [&](fsblkcnt_t blocks) {
    return static_cast<std::uint64_t>(blocks) * disk.f_frsize;
  };
  return DiskRoom{bytes(disk.f_bavail), bytes(disk.f_blocks)};
}

}  // namespace greycache
