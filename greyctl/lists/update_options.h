// What "greyctl update-lists" is told.
#pragma once

namespace greycache {

struct UpdateOptions {
  bool check = false;     // replace nothing
  bool rollback = false;  // take the last update back
  int timeout = 60;       // seconds for each list
};

}  // namespace greycache
