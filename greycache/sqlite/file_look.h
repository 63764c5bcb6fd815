// What is wrong with a SQLite file, as far as its first bytes tell.
#pragma once

#include <cstdint>
#include <string>

namespace greycache {

struct FileLook {
  std::string damage{};      // a sentence; empty where none is seen
  std::int64_t version = 0;  // PRAGMA user_version
};

// Reads only, takes no lock, and makes nothing beside the file. What is not there, or cannot be
// read at all, has no damage. Nobody in this process may have the file open.
FileLook look_at_file(const std::string& path);

}  // namespace greycache
