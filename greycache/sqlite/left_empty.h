// Whether something waits in a journal that cannot be opened.
#pragma once

#include <string>

namespace greycache {

// No reader lacks anything of the journal's file at `path`, as far as that can be told from the
// file alone; false in doubt. Reads only, so that it works where the disk has no room for the log
// without which SQLite opens nothing. Nobody may have the file open.
bool is_left_empty(const std::string& path);

}  // namespace greycache
