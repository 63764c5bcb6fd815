// A directory of a test's own, removed at its end, and what tests do with files in it.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace greycache {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "greycache-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string path(std::string_view name) const { return path_ + "/" + std::string(name); }
  const std::string& path() const { return path_; }

  // Writes in place: the file keeps its inode.
  void write(std::string_view name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary | std::ios::trunc) << content;
  }
  // Writes beside and renames over, as editors do.
  void replace(std::string_view name, std::string_view content) const {
    write("replacement", content);
    std::filesystem::rename(path("replacement"), path(name));
  }
  void remove(std::string_view name) const { std::filesystem::remove_all(path(name)); }
  // Something that is there and cannot be read as a list, also by root.
  void make_unreadable(std::string_view name) const {
    remove(name);
    mkfifo(path(name).c_str(), 0600);
  }
  // As "cp -p" or rsync leave it: an old time of modification.
  void make_old(std::string_view name) const {
    std::filesystem::last_write_time(path(name), std::filesystem::file_time_type{});
  }

 private:
  std::string path_;
};

}  // namespace greycache
