// The port to where the history is kept.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "greycache/history/history_line.h"
#include "greycache/history/history_query.h"
#include "greycache/history/history_row.h"
#include "greycache/store/store_error.h"

namespace greycache {

// Blocking: one thread at a time, and each call returns within a statement's timeout. A call on a
// lost connection tries to connect once. Nothing in it is needed for a decision: what cannot be
// kept is lost.
class HistoryStore {
 public:
  virtual ~HistoryStore() = default;

  // Adds all rows, or none.
  virtual StoreResult<void> write(std::span<const HistoryLine> rows) = 0;

  // Makes room: drops what is older than `before` (as far as that goes by whole days: a day is over
  // for all its rows or for none; where it lies days ahead nothing stays), and what is too much.
  // True where there is more to drop; it is then to be called again, after what waits to be
  // written.
  virtual StoreResult<bool> tend(UnixTime before, UnixTime now) = 0;

  // Goes on with a search from `place`, which it moves, for some tenths of a second. Returns rows
  // that are wanted, at most `limit`, the newest first. With as many as that the place either goes
  // on right behind them, or says that it is done, though older ones may be left.
  virtual StoreResult<std::vector<HistoryRow>> find(const HistoryQuery& query, HistoryPlace& place,
                                                    std::size_t limit) = 0;
};

}  // namespace greycache
