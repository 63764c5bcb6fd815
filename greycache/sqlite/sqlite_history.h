// The history in a SQLite file of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/history/history_store.h"
#include "greycache/sqlite/database.h"

namespace greycache {

// In `state_dir`/history.sqlite, readable with sqlite3(1) while the daemon runs: table history, a
// row a line, in the order they were written and without an index, so that writing costs little;
// its texts in one, with tabs between. A search looks at all rows, from the newest on. Of a process
// that is killed all is there that was written; a power cut may cost the last seconds.
class SqliteHistory final : public HistoryStore {
 public:
  // `most_bytes`: beyond that the oldest rows go, whatever their age.
  explicit SqliteHistory(const std::string& state_dir, std::int64_t most_bytes = kMostBytes);

  StoreResult<void> write(std::span<const HistoryRow> rows) override;
  // Deletes a thousand rows at most, in a transaction of its own: nobody waits for the lock.
  StoreResult<bool> tend(UnixTime before, UnixTime now) override;
  StoreResult<std::vector<HistoryRow>> find(const HistoryQuery& query, HistoryPlace& place,
                                            std::size_t limit) override;

  static constexpr std::int64_t kMostBytes = std::int64_t{2} << 30U;

 private:
  StoreResult<void> ready();
  StoreResult<std::int64_t> bytes_in_use();
  StoreResult<std::int64_t> last_of_batch();

  std::string path_;
  std::int64_t most_bytes_;
  std::optional<Database> database_;
};

}  // namespace greycache
