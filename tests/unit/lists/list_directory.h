// A directory of list files, and what an operator does with them.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "tests/unit/temporary_directory.h"

namespace greycache {

class ListDirectory : public TemporaryDirectory {
 public:
  // Writes beside and renames over, as editors do; write() keeps the file's inode.
  void replace(const std::string& name, const std::string& content) const {
    write("replacement", content);
    std::filesystem::rename(file("replacement"), file(name));
  }
  void remove(const std::string& name) const { std::filesystem::remove_all(file(name)); }
  // Something that is there and cannot be read as a list, also by root.
  void make_unreadable(const std::string& name) const {
    remove(name);
    mkfifo(file(name).c_str(), 0600);
  }
  // As "cp -p" or rsync leave it: an old time of modification.
  void make_old(const std::string& name) const {
    std::filesystem::last_write_time(file(name), std::filesystem::file_time_type{});
  }
};

}  // namespace greycache
