// When the next job of a kind is to go to its worker, of which one is under way at a time.
#pragma once

#include <cstdint>

namespace greycache {

// | state     | make_due() | begun()   | ended() |
// |-----------|------------|-----------|---------|
// | resting   | due        | under_way |         |
// | due       | due        | under_way |         |
// | under_way | due_again  |           | resting |
// | due_again | due_again  |           | due     |
//
// What is resting may still go, for a reason that its owner knows: more facts than a job takes, a
// source that somebody waits for.
class JobTurn {
 public:
  enum class State : std::uint8_t { resting, due, under_way, due_again };

  explicit JobTurn(State state) : state_(state) {}

  void make_due() { state_ = under_way() ? State::due_again : State::due; }
  // The worker has taken the job.
  void begun() { state_ = State::under_way; }
  // Its completion has come.
  void ended() { state_ = state_ == State::due_again ? State::due : State::resting; }

  State state() const { return state_; }
  bool under_way() const { return state_ == State::under_way || state_ == State::due_again; }
  // Now, or once the job under way has ended.
  bool due() const { return state_ == State::due || state_ == State::due_again; }

 private:
  State state_;
};

}  // namespace greycache
