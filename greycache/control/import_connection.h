// A connection by which somebody moves in: slices of rows, each acknowledged.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/file_descriptor.h"
#include "greycache/control/peer_stream.h"
#include "greycache/control/row_intake.h"
#include "greycache/event/event_loop.h"
#include "greycache/moving/row_slice.h"

namespace greycache {

// Says "ok" at first. A slice is lines of JSON (parse_export_line()) and an empty line; it is
// answered by "ok TAKEN EXPIRED SET_ASIDE", the last of which counts lines "LINE WHY" that follow.
// An answer means that what was taken survives what acknowledged changes survive; it waits until
// the stores have room for more. Or "error: WHY", and the connection ends: what of the last slice
// was taken is not known. All on the loop's thread.
class ImportConnection : public std::enable_shared_from_this<ImportConnection> {
 public:
  // `on_end` is called last; the connection is to end later, not within it.
  ImportConnection(EventLoop& loop, FileDescriptor connection, RowIntake& intake,
                   std::function<void()> on_end);
  void begin();

  // For the next slice to begin, and for stores that have no room.
  static constexpr std::chrono::seconds kPatience{300};
  static constexpr std::chrono::seconds kPatienceWithStores{20};

 private:
  void add(std::string_view bytes);
  void look();
  void take(const std::vector<std::string_view>& lines);
  void answer(const tl::expected<RowIntake::Outcome, std::string>& outcome);
  void refuse(const std::string& why);
  void end();

  EventLoop& loop_;
  RowIntake& intake_;
  PeerStream peer_;
  Timer room_timer_;
  RowSlice slice_;
  EventLoop::SteadyTime waits_since_{};
  bool waits_ = false;     // for room
  bool refused_ = false;   // the last answer is under way
  std::size_t taken_ = 0;  // rows, of all slices
  std::function<void()> on_end_;
};

}  // namespace greycache
