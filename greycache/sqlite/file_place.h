// Where a SQLite file stands that connections of this process have open, and whether it still does.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

#include "greycache/store/store_error.h"

namespace greycache {

// For a file in WAL mode. SQLite goes on with a file that somebody has removed or replaced, and
// would play its log, which stays, into the one that is there now. One thread at a time.
class FilePlace {
 public:
  enum class Finds {
    the_same,
    no_log,  // the file is, but its log, or the memory of that (-shm), is not beside it any more,
             // or it is not named as it was
    another,
    none
  };

  explicit FilePlace(std::string path) : path_(std::move(path)) {}

  // Of the file that open() has opened. A place that cannot be looked at has the same.
  Finds look() const;

  // Of the same file: whether the memory of its log is beside it.
  bool has_its_memory() const;

  // What stands beside it as a log and is none of ours, since it would be played into the file by
  // whoever opens that next: it is moved aside, and told.
  void move_strange_log() const;

  // What open() has opened is closed, and its log is gone: none that is there is ours.
  void close() { numbers_.reset(); }

  // Calls `open`, which is to close what the caller has open and then open the file at the path: of
  // a process one thread at a time, since closing the last connection takes the log away. Before
  // that it removes the log of a file that this process has open and that is there no more. Where
  // others have it open whose log is gone it is `unavailable`: there would be two logs.
  StoreResult<void> open(const std::function<StoreResult<void>()>& open);

 private:
  struct Number {
    dev_t device = 0;
    ino_t inode = 0;  // 0: there is no file
    bool operator==(const Number&) const = default;
  };
  struct Numbers {
    Number file;
    Number name;  // another one where that is a symbolic link
    Number log;
    Number memory;  // shared by the connections
    bool operator==(const Numbers&) const = default;
  };

  static Number number_of(const std::string& path);
  static Number number_of_name(const std::string& path);
  static void remove_left(const std::string& path, const Number& left);
  bool has_memory_of(const Numbers& opened) const;
  bool has_its_log(const Numbers& opened, const Number& name) const;

  std::string path_;
  std::shared_ptr<const Numbers> numbers_;
};

}  // namespace greycache
