// A connection to one SQLite file.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "greycache/sqlite/log_index.h"
#include "greycache/store/durability.h"
#include "greycache/store/store_error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace greycache {

// One row of a result. Views hold until the next row.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const;
  // Empty for NULL.
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  bool is_null(int column) const;

 private:
  sqlite3_stmt* statement_;
};

// In WAL mode, so that others may read while it writes. One thread at a time. Where a write finds
// no room, what the log holds moves to the file and the log is cut off, so that the next one may.
class Database {
 public:
  struct Blob {
    std::string_view bytes;
  };
  // The parameters of a statement, in order. Texts must live until the call returns.
  using Value = std::variant<std::int64_t, std::string_view, Blob>;
  using Values = std::initializer_list<Value>;
  // Gets each row; false ends the statement.
  using RowCallback = std::function<bool(const Row&)>;

  // How hard transactions are written, by SQLite's `PRAGMA synchronous`.
  enum class Synchronous { off, normal, full };

  // What becomes of room that is free in the file: others use it again, or a file that was begun so
  // can be made shorter by `pragma incremental_vacuum`.
  enum class FreeRoom { stays, can_go };

  // Opens the file, making it with mode 0600 where it is not there. `patience` is how long a
  // statement waits for the locks of others before it ends with `contention`.
  static StoreResult<Database> open(const std::string& path, Synchronous synchronous,
                                    std::chrono::milliseconds patience,
                                    FreeRoom free_room = FreeRoom::stays);

  // Only to read a file that nobody has open, and that has no log: also where its disk is full or
  // read-only, since nothing is made beside it.
  static StoreResult<Database> open_unchanging(const std::string& path);

  // Only to read a file of another program's that may have it open and write it meanwhile: nothing
  // in it is changed, whatever its journal mode. A statement waits for locks for `patience`.
  static StoreResult<Database> open_reading(const std::string& path,
                                            std::chrono::milliseconds patience);

  // Runs one statement, which is prepared once and kept: there must be few different texts.
  StoreResult<void> run(std::string_view sql, Values values = {});
  // The same, of parameters whose number the caller counts.
  StoreResult<void> run_with(std::string_view sql, std::span<const Value> values);
  StoreResult<void> each(std::string_view sql, const RowCallback& row, Values values = {});
  // The same as run(), of one that inserts, updates or deletes; how many rows it did.
  StoreResult<std::size_t> changed(std::string_view sql, Values values = {});
  // The first column of the first row, 0 where there is none or it is NULL.
  StoreResult<std::int64_t> number(std::string_view sql, Values values = {});

  // Runs several statements without parameters.
  StoreResult<void> script(const std::string& sql);

  // Runs `work` in a write transaction: all of it, or nothing when it returns an error.
  StoreResult<void> transaction(const std::function<StoreResult<void>()>& work);

  // From here on what is written is in the file itself at once, and not in its log alone, as far as
  // nobody reads at that moment.
  void write_through();

  // See LogIndex; outside of a transaction.
  bool mend_log(LogIndex::Log log) const { return LogIndex(handle_.get()).mend(log); }

  // From here on nobody who does not have the file open opens it, in this process or another: he
  // finds it locked. To be said again now and then, since who opens it at this moment prevents it.
  void keep_others_out() const;

  // From here on statements may use what text_functions.h has.
  StoreResult<void> add_functions();

  // From here on statements that take longer than this end with `unavailable`; 0 for no limit.
  void limit_time(std::chrono::milliseconds limit);

  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
  using Deadline = std::chrono::steady_clock::time_point;

  Database(std::unique_ptr<sqlite3, Close> handle, std::string path);
  tl::unexpected<StoreError> error(int code) const;
  StoreResult<void> configure(Synchronous synchronous, std::chrono::milliseconds patience,
                              FreeRoom free_room);
  StoreResult<sqlite3_stmt*> prepared(std::string_view sql);
  int bind(sqlite3_stmt* statement, std::span<const Value> values);
  StoreResult<void> step(std::string_view sql, const RowCallback& row,
                         std::span<const Value> values);
  void shrink_log(const StoreError& error);
  void empty_log();

  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::map<std::string, Statement, std::less<>> statements_;  // by their text
  std::unique_ptr<Deadline> deadline_;
  bool writes_through_ = false;
};

}  // namespace greycache
