// Answers of the control socket, taken apart.
#include "greycache/panel/control_answer.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("what stands behind ok is the body") {
  CHECK(body_of("ok\na\nb\n") == "a\nb\n");
  CHECK(body_of("ok\n") == "");
}

TEST_CASE("an error is a fault of who wrote it, of the moment, or of a store") {
  CHECK(body_of("error: no such thing\nusage\n").error().code == Fault::Code::wrong);
  CHECK(body_of("error: the store is busy; try again\n").error().code == Fault::Code::busy);
  const auto away = body_of("error: PostgreSQL is away\n");
  CHECK(away.error().code == Fault::Code::unavailable);
  CHECK(away.error().sentence == "PostgreSQL is away");
  CHECK(body_of("").error().code == Fault::Code::unavailable);
}

}  // namespace greycache
