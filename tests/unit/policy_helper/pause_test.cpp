// Shows how the pauses between attempts grow and end.
#include "policy-helper/pause.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("pauses grow from 10 ms to 50 ms and stay there") {
  Pause pause;
  for (const int expected : {10, 20, 40, 50, 50}) CHECK(pause.next() == expected);
}

TEST_CASE("behind the deadline there is no pause and no further attempt") {
  const auto before = Deadline::now();
  Pause pause;
  CHECK_FALSE(pause.wait(Deadline::at(before)));
  CHECK_FALSE(pause.wait(Deadline::at(before)));
  CHECK(pause.next() == 40);
}
