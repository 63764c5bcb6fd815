// The message names what mends it: a process that ends leaves a whole file, the next one has a log.
#include "greycache/sqlite/lost_log.h"

#include <utility>

#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

void LostLog::look_after(Database& database, const FilePlace& place, FilePlace::Finds finds) {
  if (finds != FilePlace::Finds::no_log) return;
  database.keep_others_out();
  place.move_strange_log();
  if (!std::exchange(on_, true)) go_on_without(database);
}

void LostLog::go_on_without(Database& database) {
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
