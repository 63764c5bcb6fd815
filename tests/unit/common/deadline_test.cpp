// Shows when a deadline has passed and how it bounds a poll(2).
#include "common/deadline.h"

#include <doctest/doctest.h>

using namespace greycache;
using namespace std::chrono_literals;

TEST_CASE("a deadline has passed at its moment, not before") {
  const Deadline deadline = Deadline::at(5s);
  CHECK_FALSE(deadline.passed(5s - 1ns));
  CHECK(deadline.passed(5s));
  CHECK(deadline.passed(5s + 1ns));
}

TEST_CASE("what is left is rounded up, so that poll never wakes just before the deadline") {
  const Deadline deadline = Deadline::at(5s);
  CHECK(deadline.poll_timeout(3s) == 2000);
  CHECK(deadline.poll_timeout(5s - 1ms - 1ns) == 2);
  CHECK(deadline.poll_timeout(5s - 1ms) == 1);
  CHECK(deadline.poll_timeout(5s - 1ns) == 1);
  CHECK(deadline.poll_timeout(5s) == 0);
  CHECK(deadline.poll_timeout(6s) == 0);
}

TEST_CASE("never is waited for without a limit") {
  CHECK(Deadline::never().poll_timeout(5s) == -1);
  CHECK_FALSE(Deadline::never().passed(24h * 36500));
}

TEST_CASE("a deadline of some time from the present lies that far ahead") {
  const auto before = Deadline::now();
  const Deadline deadline = Deadline::after(1min);
  CHECK_FALSE(deadline.passed(before + 1min - 1ns));
  CHECK(deadline.passed(Deadline::now() + 1min));
}
