// What becomes of a file in WAL mode whose log somebody has removed, replaced or written over.
#pragma once

#include "greycache/sqlite/database.h"
#include "greycache/sqlite/file_place.h"

namespace greycache {

// SQLite goes on with the log that is there no more, and a kill would lose what only that has. From
// then on all goes to the file itself: slower, and lost nowhere. To open the file anew would not
// help: connections of one process share what they know of a log. Others would make a log of their
// own, and two logs leave no database, so nobody else opens the file any more; and a log that is
// put there would be played into the file by the next start, so it is moved aside.
class LostLog {
 public:
  enum class Tells { yes, no };

  // Of the connections of a process one should tell.
  explicit LostLog(Tells tells = Tells::yes) : tells_(tells == Tells::yes) {}

  // To be called before each use of the connection, of a file that is there and in use.
  void look_after(Database& database, const FilePlace& place, FilePlace::Finds finds);
  // The file was opened anew.
  void forget() { on_ = false; }

 private:
  void go_on_without(Database& database) const;

  bool tells_;
  bool on_ = false;
};

// Has the connections of a file go on with what there is, where its log was cut off or written over
// in its place, and tells it; whether that is so.
bool mend_log(const Database& database, const FilePlace& place);

}  // namespace greycache
