// What was taken is paid for before more is.
#include "greycache/panel/question_pace.h"

#include <algorithm>
#include <utility>

namespace greycache {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

// Timers end a moment early where the clock is coarse.
constexpr microseconds kMoment{100};

}  // namespace

QuestionPace::QuestionPace(EventLoop& loop)
    : loop_(loop), last_answer_(loop.now()), turn_(loop, [this] { begin_next(); }) {}

bool QuestionPace::ask(Begin begin) {
  if (waiting_.empty() && pause() == pause().zero()) {
    begin(loop_.now());
    return true;
  }
  if (waiting_.size() == kMostWaiting) return false;
  waiting_.push_back(std::move(begin));
  if (!turn_.running()) turn_.start(duration_cast<microseconds>(pause()) + kMoment);
  return true;
}

// Those that were asked together wait for each other: none counts the time of the one before.
void QuestionPace::answered(EventLoop::SteadyTime began) {
  const auto now = loop_.now();
  const auto took =
      std::min<EventLoop::SteadyTime::duration>(now - std::max(began, last_answer_), kMostOfOne);
  last_answer_ = now;
  pace_.took(took, now);
}

EventLoop::SteadyTime::duration QuestionPace::pause() const {
  const auto now = loop_.now();
  return pace_.next() <= now ? EventLoop::SteadyTime::duration() : pace_.next() - now;
}

void QuestionPace::begin_next() {
  if (pause() == pause().zero()) {
    const Begin begin = std::move(waiting_.front());
    waiting_.pop_front();
    begin(loop_.now());
  }
  if (waiting_.empty()) return;
  turn_.start(duration_cast<microseconds>(pause()) + kMoment);
}

}  // namespace greycache
