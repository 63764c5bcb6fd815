// The history in a SQLite file of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/history/history_store.h"
#include "greycache/sqlite/database.h"
#include "greycache/sqlite/file_place.h"
#include "greycache/sqlite/history_room.h"
#include "greycache/sqlite/history_summaries.h"
#include "greycache/sqlite/log_length.h"
#include "greycache/sqlite/lost_log.h"

namespace greycache {

inline constexpr std::int64_t kHistoryVersion = 1;  // of the schema, PRAGMA user_version

// That the file's schema is of a newer version, and what to do: a sentence.
std::string newer_history(const std::string& path, std::int64_t version);
// An error where the schema is another than this version of the program knows.
StoreResult<void> check_history_version(Database& database);

// In `state_dir`/history.sqlite, readable with sqlite3(1) while the daemon runs: table history, a
// row a line, in the order they were written and without an index, so that writing costs little;
// its texts in one, with tabs between. A search looks at the rows from the newest on, and passes
// over blocks whose summary (table history_summary) tells that no such names are there. Of a
// process that is killed all is there that was written; a power cut may cost the last seconds.
// Where to write finds the file damaged it is moved aside as history.sqlite.corrupt-TIME, with a
// message, and a new one begun.
class SqliteHistory final : public HistoryStore {
 public:
  // `most_bytes`: beyond that, or beyond HistoryRoom's share of the disk, the oldest rows go,
  // whatever their age.
  explicit SqliteHistory(const std::string& state_dir, std::int64_t most_bytes = kMostBytes,
                         const LookAtRoom& look = room_beside);

  StoreResult<void> write(std::span<const HistoryLine> rows) override;
  // Deletes a thousand rows at most, in a transaction of its own, so that nobody waits for the
  // lock; by whole days (UTC) where a day or more is kept. Then makes the file shorter, a megabyte
  // at a time. Sums up a block where that is due, as write() does.
  StoreResult<bool> tend(UnixTime before, UnixTime now) override;
  StoreResult<std::vector<HistoryRow>> find(const HistoryQuery& query, HistoryPlace& place,
                                            std::size_t limit) override;

  static constexpr std::int64_t kMostBytes = std::int64_t{2} << 30U;

 private:
  static constexpr std::int64_t kBeforeAll = std::numeric_limits<std::int64_t>::min();

  StoreResult<void> ready();
  StoreResult<void> connect();
  bool set_aside(const StoreError& damage);
  StoreResult<void> add(std::span<const HistoryLine> rows);
  StoreResult<void> insert(std::span<const HistoryLine> rows);
  StoreResult<bool> tend_a_while(UnixTime before, UnixTime now);
  StoreResult<bool> make_room(UnixTime before, UnixTime now);
  StoreResult<void> give_way();
  StoreResult<bool> is_too_large();
  StoreResult<std::int64_t> last_of_batch();
  StoreResult<std::int64_t> delete_until(std::int64_t last, bool all, UnixTime before);
  StoreResult<std::int64_t> free_pages();
  StoreResult<bool> shorten();

  std::string path_;
  FilePlace place_;
  HistoryRoom room_;
  LookAtRoom look_;
  std::optional<LogLength> log_length_;  // of the file that is open
  std::optional<Database> database_;
  LostLog lost_log_;
  std::optional<HistorySummaries> summaries_;  // of the same file, and as long
  std::chrono::steady_clock::time_point next_set_aside_{};
  std::int64_t passed_over_ = kBeforeAll;  // the last of rows that tend() has left behind
};

}  // namespace greycache
