// One piece of a search through history.sqlite, from the newest row to the oldest.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "greycache/history/history_names.h"
#include "greycache/history/history_query.h"
#include "greycache/history/history_row.h"
#include "greycache/history/name_summary.h"
#include "greycache/sqlite/database.h"
#include "greycache/sqlite/history_block.h"

namespace greycache {

// Gets each row of a statement: Database::each(), or one with limits of its own.
using EachRow = std::function<StoreResult<void>(
    std::string_view sql, const Database::RowCallback& row, Database::Values values)>;

// The number of the row where those of this time and later begin, found by halves: as far as the
// clocks that wrote them went right. The last row's where all are older; 0 where there is none.
StoreResult<std::int64_t> first_row_since(const EachRow& each, UnixTime at);

// Looks at rows, but for those of blocks whose summaries (table history_summary) tell that no such
// names are there. `each`, `query` and `place` must outlive it.
class HistoryScan {
 public:
  HistoryScan(const EachRow& each, const HistoryQuery& query, HistoryPlace& place,
              std::size_t limit);

  StoreResult<void> run();

  // What was found. The place leads on.
  std::vector<HistoryRow> take();

 private:
  StoreResult<void> begin();
  StoreResult<bool> has_summaries();
  StoreResult<void> look_at_blocks();
  StoreResult<void> look_behind(std::int64_t number);
  bool look(const Row& row);
  void pass_over(const HistoryBlock& block);
  bool may_be_in(const NameSummary& names) const;
  bool is_over();
  bool may_be_wanted(const Row& row) const;

  const EachRow& each_;
  const HistoryQuery& query_;
  HistoryPlace& place_;
  std::size_t limit_;
  std::string network_begin_;  // of the addresses that are wanted; empty: any
  std::chrono::steady_clock::time_point end_;
  std::unordered_set<std::string_view> references_;  // those that are wanted yet
  std::vector<WantedNames> names_;                   // the others
  std::vector<HistoryRow> found_;
  int looked_ = 0;
  std::int64_t older_ = 0;  // rows on end
  bool ended_ = false;      // no further row is looked at
  bool more_ = false;       // but by the next piece
};

}  // namespace greycache
