// What waits for a thread: its order, its bounds, its end.
#include "greyweb/http/handler_lane.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>

namespace greycache::web::handler_lane_test {

using namespace std::chrono_literals;
using Turn = HandlerLane::Turn;

// Holds a thread of a lane until it is let go.
struct Gate {
  std::promise<void> reached;
  std::promise<void> opened;

  HandlerLane::Task task() {
    return [this](Turn) {
      reached.set_value();
      opened.get_future().wait();
    };
  }
};

TEST_CASE("what waits is done in its order") {
  std::string done;
  HandlerLane lane({.threads = 1, .most_waiting = 3, .longest_wait = 1min});
  Gate gate;
  REQUIRE(lane.add(gate.task()));
  gate.reached.get_future().wait();
  std::promise<void> last;
  REQUIRE(lane.add([&](Turn) { done += 'a'; }));
  REQUIRE(lane.add([&](Turn) { done += 'b'; }));
  REQUIRE(lane.add([&](Turn) {
    done += 'c';
    last.set_value();
  }));
  gate.opened.set_value();
  last.get_future().wait();
  CHECK(done == "abc");
}

TEST_CASE("more than may wait is not taken, and one more is once one is done") {
  HandlerLane lane({.threads = 2, .most_waiting = 2, .longest_wait = 1min});
  Gate first;
  Gate second;
  REQUIRE(lane.add(first.task()));
  REQUIRE(lane.add(second.task()));
  first.reached.get_future().wait();
  second.reached.get_future().wait();
  std::promise<void> one;
  std::promise<void> two;
  CHECK(lane.add([&](Turn) { one.set_value(); }));
  CHECK(lane.add([&](Turn) { two.set_value(); }));
  CHECK_FALSE(lane.add([](Turn) {}));
  first.opened.set_value();
  one.get_future().wait();
  two.get_future().wait();
  CHECK(lane.add([](Turn) {}));
  second.opened.set_value();
}

TEST_CASE("what has waited too long is refused when its turn comes") {
  HandlerLane lane({.threads = 1, .most_waiting = 2, .longest_wait = 0ms});
  std::promise<Turn> turn;
  REQUIRE(lane.add([&](Turn how) { turn.set_value(how); }));
  CHECK(turn.get_future().get() == Turn::refused);
}

TEST_CASE("at the end what waits is refused, what has begun is waited for, and nothing is taken") {
  std::atomic<int> refused = 0;
  std::atomic<bool> finished = false;
  HandlerLane lane({.threads = 1, .most_waiting = 2, .longest_wait = 1min});
  Gate gate;
  REQUIRE(lane.add([&, task = gate.task()](Turn turn) {
    task(turn);
    finished = true;
  }));
  gate.reached.get_future().wait();
  for (int i = 0; i < 2; ++i) {
    REQUIRE(lane.add([&](Turn turn) {
      if (turn == Turn::refused && ++refused == 2) gate.opened.set_value();
    }));
  }
  lane.end();
  CHECK(refused == 2);
  CHECK(finished);
  CHECK_FALSE(lane.add([](Turn) {}));
}

}  // namespace greycache::web::handler_lane_test
