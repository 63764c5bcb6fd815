// Statements, transactions and time limits on a SQLite file.
#include "greycache/sqlite/database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <cassert>
#include <cerrno>

#include "common/file_descriptor.h"
#include "greycache/sqlite/sqlite_error.h"
#include "greycache/sqlite/text_functions.h"

namespace greycache {

namespace {

constexpr int kInstructionsPerLook = 10'000;  // between two looks at the clock

// SQLite would make the file with mode 0644. A file that is there is not opened here: to close a
// descriptor would drop this process' POSIX locks on it.
StoreResult<void> make_file(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file && errno != EEXIST) return tl::unexpected(file_error(errno, "make", path));
  return {};
}

// They cost a process-wide lock with each allocation, which the loop and the worker would share.
void do_without_statistics() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

int is_late(void* deadline) {
  const auto end = *static_cast<std::chrono::steady_clock::time_point*>(deadline);
  return std::chrono::steady_clock::now() > end ? 1 : 0;
}

// Resets a statement when its use ends: an open one would hold its read transaction.
struct Reset {
  sqlite3_stmt* statement;
  ~Reset() { sqlite3_reset(statement); }
};

}  // namespace

std::int64_t Row::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Row::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Row::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Row::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

void Database::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Database::Database(std::unique_ptr<sqlite3, Close> handle, std::string path)
    : path_(std::move(path)), handle_(std::move(handle)) {}

tl::unexpected<StoreError> Database::error(int code) const {
  return tl::unexpected(sqlite_error(code, handle_.get(), path_));
}

StoreResult<Database> Database::open(const std::string& path, Synchronous synchronous,
                                     std::chrono::milliseconds patience, FreeRoom free_room) {
  if (auto made = make_file(path); !made) return tl::unexpected(made.error());
  do_without_statistics();
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(std::unique_ptr<sqlite3, Close>(handle), path);
  if (code != SQLITE_OK) return database.error(code);
  if (auto done = database.configure(synchronous, patience, free_room); !done)
    return tl::unexpected(done.error());
  return database;
}

StoreResult<Database> Database::open_unchanging(const std::string& path) {
  do_without_statistics();
  std::string uri = "file:";
  for (const char byte : path) {
    const bool plain = byte != '%' && byte != '?' && byte != '#';
    uri += plain ? std::string(1, byte) : fmt::format("%{:02x}", static_cast<int>(byte));
  }
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2((uri + "?immutable=1").c_str(), &handle,
                      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(std::unique_ptr<sqlite3, Close>(handle), path);
  if (code != SQLITE_OK) return database.error(code);
  return database;
}

StoreResult<Database> Database::open_reading(const std::string& path,
                                             std::chrono::milliseconds patience) {
  do_without_statistics();
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(std::unique_ptr<sqlite3, Close>(handle), path);
  if (code != SQLITE_OK) return database.error(code);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, static_cast<int>(patience.count()));
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (auto set = database.script("pragma trusted_schema = off; pragma cell_size_check = on;");
      !set) {
    return tl::unexpected(set.error());
  }
  return database;
}

StoreResult<void> Database::configure(Synchronous synchronous, std::chrono::milliseconds patience,
                                      FreeRoom free_room) {
  sqlite3_extended_result_codes(handle_.get(), 1);
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(patience.count()));
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // It counts only before the first page is written.
  if (free_room == FreeRoom::can_go) {
    // To say it again would take the lock of who writes.
    const auto is = number("pragma auto_vacuum");
    if (!is) return tl::unexpected(is.error());
    constexpr std::int64_t kIncremental = 2;
    if (*is != kIncremental) {
      if (auto set = script("pragma auto_vacuum = incremental"); !set) return set;
    }
  }
  const char* level = synchronous == Synchronous::off      ? "off"
                      : synchronous == Synchronous::normal ? "normal"
                                                           : "full";
  return script(std::string("pragma journal_mode = wal; pragma synchronous = ") + level +
                "; pragma trusted_schema = off; pragma cell_size_check = on; "
                "pragma temp_store = memory;");
}

StoreResult<sqlite3_stmt*> Database::prepared(std::string_view sql) {
  if (const auto known = statements_.find(sql); known != statements_.end()) {
    return known->second.get();
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error(code);
  statements_.emplace(sql, statement);
  return statement;
}

int Database::bind(sqlite3_stmt* statement, std::span<const Value> values) {
  int code = SQLITE_OK;
  int index = 0;
  for (const Value& value : values) {
    ++index;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      code = sqlite3_bind_int64(statement, index, *number);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      code = sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(),
                                 SQLITE_STATIC);
    } else {
      const auto text = std::get<std::string_view>(value);
      code = sqlite3_bind_text64(statement, index, text.data() == nullptr ? "" : text.data(),
                                 text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    if (code != SQLITE_OK) return code;
  }
  return code;
}

StoreResult<void> Database::each(std::string_view sql, const RowCallback& row, Values values) {
  return step(sql, row, {values.begin(), values.size()});
}

StoreResult<void> Database::step(std::string_view sql, const RowCallback& row,
                                 std::span<const Value> values) {
  auto statement = prepared(sql);
  if (!statement) return tl::unexpected(statement.error());
  const Reset reset{*statement};
  int code = bind(*statement, values);
  if (code != SQLITE_OK) return error(code);
  while ((code = sqlite3_step(*statement)) == SQLITE_ROW) {
    if (!row(Row(*statement))) return {};
  }
  if (code != SQLITE_DONE) return error(code);
  return {};
}

StoreResult<void> Database::run(std::string_view sql, Values values) {
  return run_with(sql, {values.begin(), values.size()});
}

StoreResult<void> Database::run_with(std::string_view sql, std::span<const Value> values) {
  auto done = step(
      sql, [](const Row&) { return true; }, values);
  if (!done) shrink_log(done.error());
  if (writes_through_) empty_log();
  return done;
}

StoreResult<std::size_t> Database::changed(std::string_view sql, Values values) {
  if (auto done = run(sql, values); !done) return tl::unexpected(done.error());
  return static_cast<std::size_t>(sqlite3_changes64(handle_.get()));
}

StoreResult<std::int64_t> Database::number(std::string_view sql, Values values) {
  std::int64_t number = 0;
  const auto first = [&number](const Row& row) {
    number = row.integer(0);
    return false;
  };
  if (auto done = each(sql, first, values); !done) return tl::unexpected(done.error());
  return number;
}

StoreResult<void> Database::script(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

StoreResult<void> Database::transaction(const std::function<StoreResult<void>()>& work) {
  if (auto begun = run("begin immediate"); !begun) return begun;
  auto done = work();
  if (done) done = run("commit");
  // SQLite has rolled back by itself after some errors.
  if (!done && sqlite3_get_autocommit(handle_.get()) == 0) {
    sqlite3_exec(handle_.get(), "rollback", nullptr, nullptr, nullptr);
  }
  if (!done) shrink_log(done.error());
  return done;
}

// On a small disk the log may take all room before it is long enough for SQLite to begin it anew.
void Database::shrink_log(const StoreError& error) {
  if (error.kind == StoreError::Kind::read_only) empty_log();
}

void Database::write_through() {
  writes_through_ = true;
  empty_log();
}

// Who opens a file takes a shared lock, which one that is pending keeps from him; who has it open
// has his already, and WAL mode needs no other. The exclusive lock that this asks for is got where
// nobody else has it open, and is as good.
void Database::keep_others_out() const {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (file == nullptr || file->pMethods == nullptr) return;
  if (file->pMethods->xLock(file, SQLITE_LOCK_RESERVED) != SQLITE_OK) return;
  file->pMethods->xLock(file, SQLITE_LOCK_EXCLUSIVE);
}

// Within a transaction this does nothing.
void Database::empty_log() {
  sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

StoreResult<void> Database::add_functions() {
  const int code = add_text_functions(handle_.get());
  if (code != SQLITE_OK) return error(code);
  return {};
}

void Database::limit_time(std::chrono::milliseconds limit) {
  if (limit.count() == 0) {
    sqlite3_progress_handler(handle_.get(), 0, nullptr, nullptr);
    return;
  }
  if (!deadline_) deadline_ = std::make_unique<Deadline>();
  *deadline_ = std::chrono::steady_clock::now() + limit;
  sqlite3_progress_handler(handle_.get(), kInstructionsPerLook, is_late, deadline_.get());
}

}  // namespace greycache
