// A file is known by its inode, which is not used again as long as somebody has it open.
#include "greycache/sqlite/file_place.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <map>
#include <mutex>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/sqlite/moved_aside.h"

namespace greycache {

FilePlace::Number FilePlace::number_of(const std::string& path) {
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0) return {};
  return {file.st_dev, file.st_ino};
}

FilePlace::Number FilePlace::number_of_name(const std::string& path) {
  struct stat file {};
  if (::lstat(path.c_str(), &file) != 0) return {};
  return {file.st_dev, file.st_ino};
}

bool FilePlace::has_memory_of(const Numbers& opened) const {
  return opened.memory.inode == 0 || number_of(path_ + "-shm") == opened.memory;
}

bool FilePlace::has_its_log(const Numbers& opened, const Number& name) const {
  if (opened.log.inode == 0) return true;
  return name == opened.name && number_of(path_ + "-wal") == opened.log && has_memory_of(opened);
}

bool FilePlace::has_its_memory() const {
  return !numbers_ || has_memory_of(*numbers_);
}

void FilePlace::move_strange_log() const {
  const std::string log = path_ + "-wal";
  const Number there = number_of_name(log);
  if (there.inode == 0 || (numbers_ && there == numbers_->log)) return;
  const std::string aside = moved_aside(log);
  if (aside.empty()) return;
  log_typed(LogType::dbaccess, 0, "what stood at {}, and is not the log of that file, is {} now",
            escaped(log), escaped(aside));
}

FilePlace::Finds FilePlace::look() const {
  struct stat file {};
  if (!numbers_) return Finds::none;
  int error = ::lstat(path_.c_str(), &file);
  const Number name{file.st_dev, file.st_ino};
  if (error == 0 && S_ISLNK(file.st_mode)) error = ::stat(path_.c_str(), &file);
  if (error != 0) return errno == ENOENT || errno == ENOTDIR ? Finds::none : Finds::the_same;
  if (Number{file.st_dev, file.st_ino} != numbers_->file) return Finds::another;
  return has_its_log(*numbers_, name) ? Finds::the_same : Finds::no_log;
}

// One that came with the file that is there now has another number.
void FilePlace::remove_left(const std::string& path, const Number& left) {
  if (left.inode != 0 && number_of(path) == left) std::remove(path.c_str());
}

StoreResult<void> FilePlace::open(const std::function<StoreResult<void>()>& open) {
  // What connections of this process have open, by path.
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<const Numbers>> in_use;
  const std::lock_guard lock(mutex);
  const std::string log = path_ + "-wal";
  const std::string memory = path_ + "-shm";
  auto before = in_use[path_].lock();
  if (before && before->file != number_of(path_)) {
    remove_left(log, before->log);
    // To open it anew would cut off what other connections have mapped.
    remove_left(memory, before->memory);
  }
  numbers_.reset();
  // Of one that nobody else has open, the file is whole once it is closed, and gets another log.
  const bool by_others = before.use_count() > 1;
  if (by_others && before->file == number_of(path_) &&
      !has_its_log(*before, number_of_name(path_))) {
    return tl::unexpected(StoreError{
        StoreError::Kind::unavailable,
        escaped(path_) + ": its log was removed while the daemon had it open; restart the daemon"});
  }
  if (auto done = open(); !done) return done;
  Numbers now{number_of(path_), number_of_name(path_), number_of(log), number_of(memory)};
  numbers_ = before && *before == now ? before : std::make_shared<const Numbers>(now);
  in_use[path_] = numbers_;
  return {};
}

}  // namespace greycache
