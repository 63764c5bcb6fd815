// What stands beside a file of SQLite, its log and the memory of the log, is moved with it.
#include "greycache/sqlite/journal_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <utility>

#include "common/file_descriptor.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/sqlite/lost_log.h"
#include "greycache/sqlite/moved_aside.h"
#include "greycache/sqlite/sqlite_error.h"

namespace greycache {

namespace {

// For the locks of others, such as sqlite3(1); the event loop waits meanwhile.
constexpr std::chrono::milliseconds kJournalPatience{50};

}  // namespace

JournalFile::JournalFile(std::string path, Database::Synchronous synchronous, Read read)
    : path_(std::move(path)), place_(path_), synchronous_(synchronous), read_(std::move(read)) {}

StoreResult<void> JournalFile::open() {
  database_.reset();
  return place_.open([this] { return connect(); });
}

StoreResult<void> JournalFile::connect() {
  auto opened = Database::open(path_, synchronous_, kJournalPatience);
  if (!opened) return tl::unexpected(opened.error());
  if (!std::exchange(trusted_, false)) {
    if (auto sound = look_through(*opened); !sound) return sound;
  }
  log_length_ = LogLength(LogLength::kShort);
  if (auto set = log_length_.set(*opened); !set) return set;
  database_ = std::move(*opened);
  auto done = read_();
  if (!done) database_.reset();
  return done;
}

StoreResult<void> JournalFile::look_through(Database& database) {
  std::string complaint = "ok";
  auto checked = database.each("pragma quick_check(1)", [&complaint](const Row& row) {
    complaint = row.text(0);
    return false;
  });
  if (!checked || complaint == "ok") return checked;
  return tl::unexpected(StoreError{StoreError::Kind::refused, escaped(path_ + ": " + complaint)});
}

// There is no file where there was no room to begin one afresh.
StoreResult<void> JournalFile::make_ready() {
  if (!database_) return open();
  const auto finds = place_.look();
  const bool mended = mend_log(*database_, place_);
  if (finds != FilePlace::Finds::the_same) return write_anew(finds);
  return mended ? open() : StoreResult<void>();
}

// By the connection, which still has what the file held. What cannot be written is tried again.
StoreResult<void> JournalFile::write_anew(FilePlace::Finds finds) {
  const std::string copy = path_ + ".new";
  ::unlink(copy.c_str());
  const FileDescriptor made(::open(copy.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
  if (!made) return tl::unexpected(file_error(errno, "make", copy));
  if (auto done = database_->run("vacuum into ?", {std::string_view(copy)}); !done) return done;
  const std::string aside = finds == FilePlace::Finds::another ? moved_aside(path_) : "";
  // Its log, which SQLite takes away, is named as that of the next one.
  place_.move_strange_log();
  database_.reset();
  if (finds == FilePlace::Finds::no_log) place_.close();
  if (std::rename(copy.c_str(), path_.c_str()) != 0) {
    return tl::unexpected(file_error(errno, "rename", copy));
  }
  place_.move_strange_log();
  trust();
  auto opened = open();
  log_typed(LogType::dbaccess, 0, "{} was {} while the daemon had it open: it is written anew{}",
            escaped(path_ + (finds == FilePlace::Finds::no_log ? "-wal" : "")),
            aside.empty() ? "removed" : "replaced",
            aside.empty() ? "" : "; what was there is " + escaped(aside));
  return opened;
}

StoreResult<void> JournalFile::move_aside(UnixTime now) {
  database_.reset();
  const std::string aside = path_ + ".corrupt-" + std::to_string(now);
  for (const char* suffix : {"", "-wal", "-shm"}) {
    if (std::rename((path_ + suffix).c_str(), (aside + suffix).c_str()) == 0) continue;
    if (errno != ENOENT) return tl::unexpected(file_error(errno, "rename", path_ + suffix));
  }
  log_typed(LogType::dbaccess, 0, "moved the damaged journal to {}; a fresh one begins",
            escaped(aside));
  return {};
}

// The log goes first; without it the file is merely older.
void JournalFile::begin_afresh() {
  database_.reset();
  for (const char* suffix : {"-wal", "-shm", ""}) {
    if (::unlink((path_ + suffix).c_str()) != 0 && errno != ENOENT) break;
  }
  static_cast<void>(open());
}

}  // namespace greycache
