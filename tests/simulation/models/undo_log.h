// The latest changes of a server, so that it can be as it was a moment ago.
#pragma once

#include <deque>
#include <utility>

#include "tests/simulation/models/sim_time.h"

namespace greycache::simulation {

// `Change` is what takes one back.
template <typename Change>
class UndoLog {
 public:
  explicit UndoLog(SimTime kept) : kept_(kept) {}

  void push(SimTime at, Change change) {
    while (!changes_.empty() && changes_.front().first + kept_ < at) changes_.pop_front();
    changes_.emplace_back(at, std::move(change));
  }

  // Calls `undo` for each change after this moment, the latest first, and forgets them.
  template <typename Undo>
  void take_back(SimTime after, Undo undo) {
    while (!changes_.empty() && changes_.back().first > after) {
      undo(std::move(changes_.back().second));
      changes_.pop_back();
    }
  }

  void clear() { changes_.clear(); }

 private:
  SimTime kept_;
  std::deque<std::pair<SimTime, Change>> changes_;
};

}  // namespace greycache::simulation
