// The message names what mends it: a process that ends leaves a whole file, the next one has a log.
#include "greycache/sqlite/lost_log.h"

#include <utility>

#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

// Where what the log is known by is gone as well, others may have written there, and that counts:
// what we have of it they have moved to the file. Else nobody may have, and it is anything.
bool mend_log(const Database& database, const FilePlace& place) {
  const bool others_may = !place.has_its_memory();
  const auto log = others_may ? LogIndex::Log::counts : LogIndex::Log::is_cut;
  if (!database.mend_log(log)) return false;
  log_typed(LogType::dbaccess, 0,
            "{}-wal was cut off or written over by others while the daemon had it open: it goes on "
            "with {}",
            escaped(database.path()),
            others_may ? "what is there" : "what is in the file itself, and without what was not");
  return true;
}

void LostLog::look_after(Database& database, const FilePlace& place, FilePlace::Finds finds) {
  const bool lost = finds == FilePlace::Finds::no_log;
  if (lost) database.keep_others_out();
  mend_log(database, place);
  if (!lost) return;
  place.move_strange_log();
  if (!std::exchange(on_, true)) go_on_without(database);
}

void LostLog::go_on_without(Database& database) const {
  if (tells_) {
    log_typed(LogType::dbaccess, 0,
              "{}-wal or -shm was removed or replaced while the daemon had it open: all is written "
              "to the file itself from now on, which is slower, and no other program can open it; "
              "restart the daemon",
              escaped(database.path()));
  }
  database.write_through();
}

}  // namespace greycache
