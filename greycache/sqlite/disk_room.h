// What room the disk of a file has.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace greycache {

// In bytes.
struct DiskRoom {
  std::uint64_t free = 0;  // for this process
  std::uint64_t whole = 0;
};

// Nothing where it is not known.
using LookAtRoom = std::function<std::optional<DiskRoom>(const std::string& path)>;

// By statvfs(3). `path` must be there.
std::optional<DiskRoom> room_beside(const std::string& path);

}  // namespace greycache
