// Keeps table history_summary of history.sqlite: for each block of rows which names it has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "greycache/sqlite/database.h"
#include "greycache/sqlite/history_block.h"

namespace greycache {

// A search believes no summary without looking (HistoryBlock::holds), and looks through what has
// none: so whatever is missing or wrong here costs time only. One thread; a file's connection.
class HistorySummaries {
 public:
  explicit HistorySummaries(Database& database) : database_(database) {}

  // Goes over the blocks from the oldest on, drops what does not hold, and sums up one block that
  // has no summary, if it has come to its end. True where there is more to do at once.
  StoreResult<bool> step();
  // So many rows were written: a step for a block of them. To sum them up one by one, as they come,
  // takes as long: the names' places are in no cache then.
  StoreResult<void> wrote(std::size_t rows);
  // In the transaction that has deleted rows behind `after` and up to `last`.
  StoreResult<void> forget(std::int64_t after, std::int64_t last);

  // A name of one row is found by reading so many, and a search reads a summary for each.
  static constexpr std::int64_t kRows = 4096;

 private:
  static constexpr std::int64_t kBeforeAll = std::numeric_limits<std::int64_t>::min();

  StoreResult<void> make();
  StoreResult<void> drop(std::int64_t last);
  StoreResult<std::optional<std::int64_t>> next_row();
  StoreResult<std::optional<HistoryBlock>> next_block();
  StoreResult<bool> no_row_left(const std::optional<HistoryBlock>& block);
  StoreResult<bool> close_gap(std::int64_t first, const std::optional<HistoryBlock>& next);
  StoreResult<void> sum_up(std::int64_t first, std::int64_t last);
  bool ended();

  Database& database_;
  std::int64_t done_ = kBeforeAll;  // up to this row all is in order
  std::size_t written_ = 0;         // rows, since the last step for them
  bool again_ = false;              // summaries were dropped: rows may be left of their blocks
};

}  // namespace greycache
