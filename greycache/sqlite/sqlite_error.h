// SQLite's result codes in the terms that callers of a store act on.
#pragma once

#include <string>

#include "greycache/store/store_error.h"

struct sqlite3;

namespace greycache {

// The error that the extended `code` (https://www.sqlite.org/rescode.html) stands for, with
// SQLite's own words where `database` is given and knows them. `path` is the file it is about.
StoreError sqlite_error(int code, sqlite3* database, const std::string& path);

// The error of a system call on a file: no room, no permission and a read-only file system are
// read_only, what is missing is refused.
StoreError file_error(int error_number, const std::string& what, const std::string& path);

}  // namespace greycache
