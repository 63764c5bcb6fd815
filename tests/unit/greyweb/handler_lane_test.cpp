// What waits for a thread: its order, its bounds, its end.
#include "greyweb/http/handler_lane.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>

#include "greyweb/http/processor_time.h"

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
  Gate gate;
  std::promise<void> last;
  HandlerLane lane({.threads = 1, .most_waiting = 3, .most_of_one = 3, .longest_wait = 1min});
  REQUIRE(lane.add("anna", gate.task()));
  gate.reached.get_future().wait();
  REQUIRE(lane.add("anna", [&](Turn) { done += 'a'; }));
  REQUIRE(lane.add("anna", [&](Turn) { done += 'b'; }));
  REQUIRE(lane.add("anna", [&](Turn) {
    done += 'c';
    last.set_value();
  }));
  gate.opened.set_value();
  last.get_future().wait();
  CHECK(done == "abc");
}

TEST_CASE("more than may wait is not taken, and one more is once one is done") {
  Gate first;
  Gate second;
  std::promise<void> one;
  std::promise<void> two;
  HandlerLane lane({.threads = 2, .most_waiting = 2, .most_of_one = 2, .longest_wait = 1min});
  REQUIRE(lane.add("anna", first.task()));
  REQUIRE(lane.add("anna", second.task()));
  first.reached.get_future().wait();
  second.reached.get_future().wait();
  CHECK(lane.add("anna", [&](Turn) { one.set_value(); }));
  CHECK(lane.add("anna", [&](Turn) { two.set_value(); }));
  CHECK_FALSE(lane.add("anna", [](Turn) {}));
  first.opened.set_value();
  one.get_future().wait();
  two.get_future().wait();
  CHECK(lane.add("anna", [](Turn) {}));
  second.opened.set_value();
}

TEST_CASE("callers take turns, whoever has many waiting") {
  std::string done;
  Gate gate;
  std::promise<void> last;
  HandlerLane lane({.threads = 1, .most_waiting = 8, .most_of_one = 8, .longest_wait = 1min});
  REQUIRE(lane.add("anna", gate.task()));
  gate.reached.get_future().wait();
  for (const char* const name : {"anna", "anna", "anna", "berta", "carla", "berta"}) {
    REQUIRE(lane.add(name, [&done, &last, name](Turn) {
      done += name[0];
      if (done.size() == 6) last.set_value();
    }));
  }
  gate.opened.set_value();
  last.get_future().wait();
  CHECK(done == "abcaba");
}

TEST_CASE("one caller fills his own places, and leaves those of others") {
  Gate gate;
  HandlerLane lane({.threads = 1, .most_waiting = 5, .most_of_one = 2, .longest_wait = 1min});
  REQUIRE(lane.add("anna", gate.task()));
  gate.reached.get_future().wait();
  for (const char* const name : {"anna", "berta"}) {
    CHECK(lane.add(name, [](Turn) {}));
    CHECK(lane.add(name, [](Turn) {}));
    CHECK_FALSE(lane.add(name, [](Turn) {}));
  }
  CHECK(lane.add("carla", [](Turn) {}));
  // All five are taken.
  CHECK_FALSE(lane.add("carla", [](Turn) {}));
  CHECK_FALSE(lane.add("dora", [](Turn) {}));
  gate.opened.set_value();
}

TEST_CASE("a task that is not taken is left as it was") {
  HandlerLane lane({.threads = 1, .most_waiting = 1, .most_of_one = 1, .longest_wait = 1min});
  lane.end();
  HandlerLane::Task task = [](Turn) {};
  CHECK_FALSE(lane.add("anna", std::move(task)));
  CHECK(task);
}

TEST_CASE("what has waited too long is refused when its turn comes") {
  std::promise<Turn> turn;
  HandlerLane lane({.threads = 1, .most_waiting = 2, .most_of_one = 2, .longest_wait = 0ms});
  REQUIRE(lane.add("anna", [&](Turn how) { turn.set_value(how); }));
  CHECK(turn.get_future().get() == Turn::refused);
}

TEST_CASE("at the end what waits is refused, what has begun is waited for, and nothing is taken") {
  std::atomic<int> refused = 0;
  std::atomic<bool> finished = false;
  Gate gate;
  HandlerLane lane({.threads = 1, .most_waiting = 2, .most_of_one = 2, .longest_wait = 1min});
  REQUIRE(lane.add("anna", [&, task = gate.task()](Turn turn) {
    task(turn);
    finished = true;
  }));
  gate.reached.get_future().wait();
  for (int i = 0; i < 2; ++i) {
    REQUIRE(lane.add("anna", [&](Turn turn) {
      if (turn == Turn::refused && ++refused == 2) gate.opened.set_value();
    }));
  }
  lane.end();
  CHECK(refused == 2);
  CHECK(finished);
  CHECK_FALSE(lane.add("anna", [](Turn) {}));
}

TEST_CASE("what took more than its share is paused for, and the end does not wait for that") {
  std::atomic<int> refused = 0;
  std::promise<void> done;
  HandlerLane lane({.threads = 1,
                    .most_waiting = 2,
                    .most_of_one = 2,
                    .longest_wait = 1min,
                    .share = 1'000'000});
  const auto too_long = SharePace::kAtOnce + 5ms;
  REQUIRE(lane.add("anna", [&](Turn) {
    const auto until = processor_time() + too_long;
    while (processor_time() < until) {
    }
    done.set_value();
  }));
  done.get_future().wait();
  REQUIRE(lane.add("anna", [&](Turn turn) { refused += turn == Turn::refused ? 1 : 0; }));
  lane.end();
  CHECK(refused == 1);
}

}  // namespace greycache::web::handler_lane_test
