// PRAGMA wal_autocheckpoint, by statvfs(3).
#include "greycache/sqlite/log_length.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <utility>

namespace greycache {

LogLength::LogLength(FreeRoom free_room) : free_room_(std::move(free_room)) {}

StoreResult<void> LogLength::set(Database& database) {
  const auto free = free_room_(database.path());
  const std::int64_t pages = free && *free < kRoom ? kShort : kLong;
  if (pages == pages_) return {};
  if (auto done = database.script(fmt::format("pragma wal_autocheckpoint = {}", pages)); !done)
    return done;
  pages_ = pages;
  return {};
}

std::optional<std::uint64_t> LogLength::free_room_beside(const std::string& path) {
  struct statvfs disk {};
  if (::statvfs(path.c_str(), &disk) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

}  // namespace greycache
