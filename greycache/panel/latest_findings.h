// The findings of files, as they are when somebody asks.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/panel/panel_finding.h"

namespace greycache {

// Who asks is told what a look has found that began after he asked: one at a time is made, for all
// who asked before it. All on the loop's thread.
class LatestFindings {
 public:
  using Told = std::function<void(const std::vector<PanelFinding>& found)>;
  // Has a look made beside the loop, and found() called with what it finds; false where nobody has
  // time.
  using Make = std::function<bool()>;
  // Who has waited for so long is told what the last look has found.
  static constexpr std::chrono::milliseconds kPatience{300};

  LatestFindings(EventLoop& loop, Make make);

  void ask(Told told);
  void found(std::vector<PanelFinding> findings);

 private:
  struct Waiting {
    Told told;
    std::uint64_t look = 0;  // the first one that will do, by its number
    EventLoop::SteadyTime until;
  };

  bool begin();
  void tell_first();
  void tell_all();
  void lose_patience();

  EventLoop& loop_;
  Make make_;
  std::vector<PanelFinding> findings_;  // of the last look
  std::uint64_t begun_ = 0;             // the number of the last look that began
  bool under_way_ = false;
  std::deque<Waiting> waiting_;
  Timer patience_;
};

}  // namespace greycache
