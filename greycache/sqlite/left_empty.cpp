// A look into the journal's file without its log.
#include "greycache/sqlite/left_empty.h"

#include <sys/stat.h>

#include <cerrno>

#include "greycache/sqlite/database.h"
#include "greycache/store/journal.h"

namespace greycache {

namespace {

bool holds_something(const std::string& path) {
  struct stat file {};
  return ::stat(path.c_str(), &file) == 0 ? file.st_size > 0 : errno != ENOENT;
}

}  // namespace

// What is in the log the file does not have.
bool is_left_empty(const std::string& path) {
  if (!holds_something(path)) return true;
  if (holds_something(path + "-wal")) return false;
  auto file = Database::open_unchanging(path);
  if (!file) return false;
  const auto waiting = file->number(
      "select (select count(*) from record where seq > (select min(seq) from place))"
      " + (select count(*) from hot_history where name = ?)",
      {std::string_view(Journal::kWentWithout)});
  return waiting && *waiting == 0;
}

}  // namespace greycache
