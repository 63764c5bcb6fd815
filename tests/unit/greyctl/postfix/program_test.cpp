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

TEST_CASE("a program reads its input to the end, or not at all") {
  const std::string input(200000, 'x');
  const auto end = run_program({"wc", "-c"}, milliseconds(10000), input);
  REQUIRE(end);
  CHECK(end->output == "200000\n");
  CHECK(run_program({"true"}, milliseconds(10000), input));
}

TEST_CASE("a signal is a status") {
  const auto end = run_program({"sh", "-c", "kill -9 $$"}, milliseconds(10000));
  REQUIRE(end);
  CHECK(end->status == 128 + 9);
}

TEST_CASE("a program that is not there, hangs or writes without an end") {
  const auto none = run_program({"/nonexistent/program"}, milliseconds(10000));
  REQUIRE_FALSE(none);
  CHECK_FALSE(none.error().started);
  CHECK(none.error().why == "/nonexistent/program: No such file or directory");
  // With a child that keeps the pipe.
  const auto hangs = run_program({"sh", "-c", "sleep 60 & sleep 60"}, milliseconds(100));
  REQUIRE_FALSE(hangs);
  CHECK(hangs.error().started);
  CHECK(hangs.error().why == "sh: did not end in time");
  const auto end = run_program(
      {"sh", "-c", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"}, milliseconds(30000));
  REQUIRE_FALSE(end);
  CHECK(end.error().started);
  CHECK(end.error().why == "sh: writes without an end");
}

}  // namespace greycache
