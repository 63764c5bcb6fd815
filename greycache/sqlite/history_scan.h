// One piece of a search through history.sqlite, from the newest row to the oldest.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "greycache/history/history_query.h"
#include "greycache/history/history_row.h"
#include "greycache/sqlite/database.h"

namespace greycache {

// Gets each row of a statement: Database::each(), or one with limits of its own.
using EachRow = std::function<StoreResult<void>(
    std::string_view sql, const Database::RowCallback& row, Database::Values values)>;

// The number of the row where those of this time and later begin, found by halves: as far as the
// clocks that wrote them went right. The last row's where all are older; 0 where there is none.
StoreResult<std::int64_t> first_row_since(const EachRow& each, UnixTime at);

// `query` and `place` must outlive it.
class HistoryScan {
 public:
  HistoryScan(const HistoryQuery& query, HistoryPlace& place, std::size_t limit);

  // A new search begins where rows of its time end.
  StoreResult<void> begin(const EachRow& each);

  // Gets number, at, delay, mail of rows, by falling numbers; false where the piece is over.
  bool look(const Row& row);

  // What was found. The place leads on.
  std::vector<HistoryRow> take();

 private:
  bool is_over();
  bool may_be_wanted(const Row& row) const;

  const HistoryQuery& query_;
  HistoryPlace& place_;
  std::size_t limit_;
  std::chrono::steady_clock::time_point end_;
  std::unordered_set<std::string_view> references_;  // those that are wanted yet
  std::vector<HistoryRow> found_;
  int looked_ = 0;
  int older_ = 0;  // rows on end
  bool more_ = false;
};

}  // namespace greycache
