// For how long an answer is waited for.
#pragma once

#include <utility>

#include "greycache/event/event_loop.h"

namespace greycache {

// A loop that was held up finds in one turn that the time is over and that the answer is there; TLS
// hands on what it has read behind the timers of that turn. So what has arrived counts until the
// turn after.
class AnswerTimer {
 public:
  // `late` is called where the time is over and nobody has stopped or started it.
  AnswerTimer(EventLoop& loop, EventLoop::Callback late)
      : late_(std::move(late)), timer_(loop, [this] { look(); }) {}

  // Replaces a span that runs.
  void start(std::chrono::microseconds span) {
    looked_ = false;
    timer_.start(span);
  }
  // As Timer has it.
  void start_about(std::chrono::microseconds span) {
    looked_ = false;
    timer_.start_about(span);
  }
  void stop() { timer_.stop(); }

 private:
  void look() {
    if (std::exchange(looked_, true)) return late_();
    timer_.start({});
  }

  EventLoop::Callback late_;
  Timer timer_;
  bool looked_ = false;
};

}  // namespace greycache
