// Who is refused is told so later, in order, and at the end.
#include "greyweb/http/refusals.h"

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <string>
#include <utility>

#include "common/deadline.h"

namespace greycache::web::refusals_test {

using namespace std::chrono_literals;

TEST_CASE("each is told after the pause, not before, in the order of asking") {
  std::string told;
  std::promise<void> last;
  Refusals refusals(50ms);
  const auto begin = Deadline::now();
  REQUIRE(refusals.add([&] { told += 'a'; }));
  REQUIRE(refusals.add([&] { told += 'b'; }));
  REQUIRE(refusals.add([&] {
    told += 'c';
    last.set_value();
  }));
  last.get_future().wait();
  CHECK(Deadline::now() - begin >= 50ms);
  CHECK(told == "abc");
}

TEST_CASE("one who comes when nobody waits any more is told, too") {
  Refusals refusals(1ms);
  for (int i = 0; i < 3; ++i) {
    std::promise<void> told;
    REQUIRE(refusals.add([&] { told.set_value(); }));
    told.get_future().wait();
  }
}

TEST_CASE("at the end all who wait are told, and nobody is taken") {
  int told = 0;
  Refusals refusals(1h);
  REQUIRE(refusals.add([&] { ++told; }));
  REQUIRE(refusals.add([&] { ++told; }));
  refusals.end();
  CHECK(told == 2);
  Refusals::Task task = [&] { ++told; };
  CHECK_FALSE(refusals.add(std::move(task)));
  CHECK(task);
}

}  // namespace greycache::web::refusals_test
