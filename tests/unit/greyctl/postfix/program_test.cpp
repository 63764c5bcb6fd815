// A program runs to its end, or to its deadline.
#include "greyctl/postfix/program.h"

#include <doctest/doctest.h>

namespace greycache {

using std::chrono::milliseconds;

TEST_CASE("output, errors and status of a program") {
  const auto end = run_program({"sh", "-c", "echo out; echo err >&2; exit 3"}, milliseconds(10000));
  REQUIRE(end);
  CHECK(end->status == 3);
  CHECK(end->output == "out\n");
  CHECK(end->errors == "err\n");
}

TEST_CASE("words are no shell's, input is empty, the language is C") {
  const auto end =
      run_program({"sh", "-c", "echo \"$1\" $LC_ALL; cat", "sh", "a $b; c"}, milliseconds(10000));
  REQUIRE(end);
  CHECK(end->output == "a $b; c C\n");
}

TEST_CASE("a signal is a status") {
  const auto end = run_program({"sh", "-c", "kill -9 $$"}, milliseconds(10000));
  REQUIRE(end);
  CHECK(end->status == 128 + 9);
}

TEST_CASE("a program that is not there, hangs or writes without an end") {
  CHECK_FALSE(run_program({"/nonexistent/program"}, milliseconds(10000)));
  // With a child that keeps the pipe.
  CHECK_FALSE(run_program({"sh", "-c", "sleep 60 & sleep 60"}, milliseconds(100)));
  const auto end = run_program(
      {"sh", "-c", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"}, milliseconds(30000));
  REQUIRE_FALSE(end);
  CHECK(end.error() == "sh: writes without an end");
}

}  // namespace greycache
