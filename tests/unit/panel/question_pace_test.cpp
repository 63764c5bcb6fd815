// When a question of the panel's may begin.
#include "greycache/panel/question_pace.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/unit/storage/manual_loop.h"

namespace greycache::question_pace_test {

namespace {

using std::chrono::milliseconds;
using Time = EventLoop::SteadyTime;

struct Desk {
  ManualLoop loop;
  QuestionPace pace{loop};
  std::vector<Time> begun;

  bool ask() {
    return pace.ask([this](Time began) { begun.push_back(began); });
  }
  // One after the other: what each takes, answered at once.
  void ask_and_answer(milliseconds took) {
    REQUIRE(ask());
    const Time began = begun.back();
    loop.pass(took);
    pace.answered(began);
  }
  // Asks as long as one begins at once.
  int begun_at_once(milliseconds took) {
    int count = 0;
    for (; count < 1000; ++count) {
      REQUIRE(ask());
      if (begun.size() != static_cast<std::size_t>(count) + 1) break;
      const Time began = begun.back();
      loop.pass(took);
      pace.answered(began);
    }
    return count;
  }
};

}  // namespace

TEST_CASE("who looks at a page now and then never waits") {
  Desk desk;
  for (int page = 0; page < 100; ++page) {
    desk.ask_and_answer(milliseconds(50));
    CHECK(desk.begun.size() == static_cast<std::size_t>(page) + 1);
    desk.loop.pass(milliseconds(150));
  }
}

TEST_CASE(
    "who asks without an end is answered at once for half a second, then a quarter of the time") {
  Desk desk;
  const int at_once = desk.begun_at_once(milliseconds(10));
  // 500 ms that were taken, and what time paid for meanwhile.
  CHECK(at_once >= 50);
  CHECK(at_once <= 70);

  desk.begun.clear();
  milliseconds asked{0};
  while (asked < milliseconds(10'000)) {
    const std::size_t before = desk.begun.size();
    while (desk.begun.size() == before) {
      desk.loop.pass(milliseconds(1));
      asked += milliseconds(1);
    }
    const Time began = desk.begun.back();
    desk.loop.pass(milliseconds(10));
    asked += milliseconds(10);
    desk.pace.answered(began);
    REQUIRE(desk.ask());
  }
  CHECK(desk.begun.size() >= 220);
  CHECK(desk.begun.size() <= 255);
}

TEST_CASE("a question that waits begins when its turn has come, without another") {
  Desk desk;
  for (int i = 0; i < 4; ++i) desk.ask_and_answer(QuestionPace::kMostOfOne);
  const std::size_t before = desk.begun.size();
  REQUIRE(desk.ask());
  CHECK(desk.begun.size() == before);
  desk.loop.pass(QuestionPace::kAtOnce * QuestionPace::kShare);
  CHECK(desk.begun.size() == before + 1);
}

TEST_CASE("one question of seconds holds up no other") {
  Desk desk;
  desk.ask_and_answer(milliseconds(5000));
  REQUIRE(desk.ask());
  CHECK(desk.begun.size() == 2);
}

TEST_CASE("those that were asked together count once the time that they took together") {
  Desk desk;
  for (int i = 0; i < 4; ++i) REQUIRE(desk.ask());
  REQUIRE(desk.begun.size() == 4);
  for (int i = 0; i < 4; ++i) {
    desk.loop.pass(milliseconds(100));
    desk.pace.answered(desk.begun[static_cast<std::size_t>(i)]);
  }
  // 400 of the 500 ms, where counting each from its begin would make 800.
  REQUIRE(desk.ask());
  CHECK(desk.begun.size() == 5);
}

TEST_CASE("no more wait than the panel's socket has peers") {
  Desk desk;
  for (int i = 0; i < 4; ++i) desk.ask_and_answer(QuestionPace::kMostOfOne);
  for (std::size_t i = 0; i < QuestionPace::kMostWaiting; ++i) CHECK(desk.ask());
  CHECK_FALSE(desk.ask());
  desk.loop.pass(QuestionPace::kAtOnce * QuestionPace::kShare);
  CHECK(desk.begun.size() == 4 + QuestionPace::kMostWaiting);
}

}  // namespace greycache::question_pace_test
