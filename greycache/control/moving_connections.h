// The connections of the control socket by which rows come and go.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "common/file_descriptor.h"
#include "greycache/control/row_intake.h"
#include "greycache/core/core.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// "import": see ImportConnection. "export", perhaps with kinds behind it, comma-separated
// ("export connect,from_awl"): see ExportConnection. Beyond kMost at a time one is answered with an
// error. All on the loop's thread.
class MovingConnections {
 public:
  MovingConnections(EventLoop& loop, Core& core, ExpectationWatch& expectations,
                    std::function<UnixTime()> clock, std::function<void()> on_opt_change);

  // Whether a command of the control socket is one of these.
  static bool serves(const std::string& command);
  void begin(const std::string& command, FileDescriptor connection);
  // Ends all: the daemon is about to end, or to be taken over. What was acknowledged stays.
  void end();

  static constexpr std::size_t kMost = 8;

 private:
  template <typename Connection, typename... Given>
  void add(FileDescriptor descriptor, Given&&... given);
  std::function<void()> dropping(int key);

  using Connections = std::map<int, std::shared_ptr<void>>;

  EventLoop& loop_;
  Core& core_;
  RowIntake intake_;
  int next_key_ = 0;
  // Weakly known to what is posted.
  std::shared_ptr<Connections> connections_ = std::make_shared<Connections>();
};

}  // namespace greycache
