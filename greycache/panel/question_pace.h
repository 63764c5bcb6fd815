// How much of its time the daemon has for questions of the panel: mail does not feel a thousand of
// them.
#pragma once

#include <chrono>
#include <deque>
#include <functional>

#include "common/share_pace.h"
#include "greycache/event/event_loop.h"
#include "greycache/panel/panel_server.h"

namespace greycache {

// Questions take a quarter of the time: each is paid for by three times as long a pause of those
// behind it, once kAtOnce was taken without one. Somebody who looks at pages never waits for that.
// All on the loop's thread.
class QuestionPace {
 public:
  using Begin = std::function<void(EventLoop::SteadyTime began)>;
  static constexpr unsigned kShare = 4;
  static constexpr std::chrono::milliseconds kAtOnce = SharePace::kAtOnce;
  // What one question counts at most, however long it took: who asks one of seconds asks no others
  // meanwhile.
  static constexpr std::chrono::milliseconds kMostOfOne{200};
  static constexpr std::size_t kMostWaiting = PanelServer::kMostPeers;

  explicit QuestionPace(EventLoop& loop);

  // Calls `begin` now or when its turn has come; false where too many wait.
  bool ask(Begin begin);
  // Of one that began at `began`, when its answer is there.
  void answered(EventLoop::SteadyTime began);

 private:
  // Until the next one may begin; none: now.
  EventLoop::SteadyTime::duration pause() const;
  void begin_next();

  EventLoop& loop_;
  std::deque<Begin> waiting_;
  SharePace pace_{kShare};
  EventLoop::SteadyTime last_answer_;
  Timer turn_;
};

}  // namespace greycache
