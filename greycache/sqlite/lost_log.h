// What becomes of a file in WAL mode whose log somebody has removed.
#pragma once

#include "greycache/sqlite/database.h"

namespace greycache {

// SQLite goes on with the log that is there no more, and a kill would lose what only that has. From
// then on all goes to the file itself: slower, and lost nowhere. To open the file anew would not
// help: connections of one process share what they know of a log.
class LostLog {
 public:
  // To be called before each use of the connection, by one that writes. Tells it once.
  void go_on_without(Database& database);
  // The file was opened anew.
  void forget() { told_ = false; }

 private:
  bool told_ = false;
};

}  // namespace greycache
