// The journal's file: opened, looked through for damage, put back where somebody took it away.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/duration.h"
#include "greycache/sqlite/database.h"
#include "greycache/sqlite/file_place.h"
#include "greycache/sqlite/log_length.h"
#include "greycache/store/store_error.h"

namespace greycache {

// One thread; nobody else may have the file open to write.
class JournalFile {
 public:
  // Makes what a file that was opened lacks, and reads it; where that fails it is closed again.
  using Read = std::function<StoreResult<void>()>;

  JournalFile(std::string path, Database::Synchronous synchronous, Read read);
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  const std::string& path() const { return path_; }

  // The next open() does not look through the whole file, which takes a second for some 200 MB.
  void trust() { trusted_ = true; }

  // Anew where it is open already. The error is `refused` where the file is damaged.
  StoreResult<void> open();

  bool is_open() const { return database_.has_value(); }
  // Of one that is open.
  Database* operator->() { return &*database_; }

  // Before something is written: opens what is not open; writes anew, from what is open, a file
  // that was removed or replaced, or whose log was, and moves what stands in its place aside.
  StoreResult<void> make_ready();

  // To be called now and then: see LogLength.
  StoreResult<void> bound_log() { return log_length_.set(*database_); }

  // As journal.sqlite.corrupt-NOW, with its log; it is closed.
  StoreResult<void> move_aside(UnixTime now);

  // Removes it, and opens an empty one; where that cannot be, make_ready() tries again.
  void begin_afresh();

 private:
  StoreResult<void> connect();
  StoreResult<void> look_through(Database& database);
  StoreResult<void> write_anew(FilePlace::Finds finds);

  std::string path_;
  FilePlace place_;
  Database::Synchronous synchronous_;
  Read read_;
  std::optional<Database> database_;
  LogLength log_length_{LogLength::kShort};  // of the one that is open
  bool trusted_ = false;
};

}  // namespace greycache
