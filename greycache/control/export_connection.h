// A connection by which everything moves out: the tables, page by page.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/file_descriptor.h"
#include "greycache/control/peer_stream.h"
#include "greycache/core/core.h"
#include "greycache/event/event_loop.h"
#include "greycache/moving/table_page.h"

namespace greycache {

// Says "ok", then the lines of an export (moving/row_line.h) from begin to end; "error: WHY" where
// it cannot go on. First it waits until the persistent store has all that this host had
// acknowledged when it was asked: so nothing of that is missing. Only one page is in memory. All on
// the loop's thread, but for the reading.
class ExportConnection : public std::enable_shared_from_this<ExportConnection> {
 public:
  // Of each kind at most once. `on_end` is called last; the connection is to end later, not within
  // it.
  ExportConnection(EventLoop& loop, FileDescriptor connection, Core& core,
                   std::vector<MovedKind> kinds, std::function<void()> on_end);
  void begin();

  // For a peer that reads nothing, and for the store to take what waits.
  static constexpr std::chrono::seconds kPatience{300};
  static constexpr std::chrono::seconds kPatienceWithStore{20};

 private:
  void await_store();
  bool store_has_all() const;
  void go_on();
  void have_read(TablePlace place, const StoreResult<TablePage>& page);
  void last(const std::string& text);

  EventLoop& loop_;
  Core& core_;
  PeerStream peer_;
  Timer store_timer_;
  std::deque<MovedKind> kinds_;  // the first is being read
  TablePlace place_;
  std::uint64_t rows_ = 0;
  JournalSequence acknowledged_ = 0;  // when it was asked
  EventLoop::SteadyTime until_{};
  bool ended_ = false;  // the last words are under way
  std::function<void()> on_end_;
};

}  // namespace greycache
