// The message names what mends it: a process that ends leaves a whole file, the next one has a log.
#include "greycache/sqlite/lost_log.h"

#include <utility>

#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

void LostLog::go_on_without(Database& database) {
  if (std::exchange(told_, true)) return;
  log_typed(LogType::dbaccess, 0,
            "{}-wal was removed or replaced while the daemon had it open: all is written to the "
            "file itself from now on, which is slower; restart the daemon",
            escaped(database.path()));
  database.write_through();
}

}  // namespace greycache
