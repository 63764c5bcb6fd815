// PRAGMA wal_autocheckpoint and journal_size_limit.
#include "greycache/sqlite/log_length.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace greycache {

namespace {

// Of a log that a reader or a large transaction has made longer than it should be. What it grows by
// in any case is not cut off each time.
constexpr std::int64_t kCutAt = 2 * 4096;  // bytes a page

}  // namespace

LogLength::LogLength(std::int64_t longest, LookAtRoom look)
    : longest_(longest), look_(std::move(look)) {}

std::int64_t LogLength::pages_for(const std::string& path) const {
  const auto room = look_(path);
  if (!room || room->free >= kRoom) return longest_;
  return std::min(longest_, room->free >= kLittleRoom ? kShort : kShortest);
}

StoreResult<void> LogLength::set(Database& database) {
  const std::int64_t pages = pages_for(database.path());
  if (pages == pages_) return {};
  if (auto done = database.script(fmt::format(
          "pragma wal_autocheckpoint = {}; pragma journal_size_limit = {}", pages, pages * kCutAt));
      !done)
    return done;
  pages_ = pages;
  return {};
}

}  // namespace greycache
