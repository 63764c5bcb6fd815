// The buffer of log lines.
#include "common/log_lines.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

TEST_CASE("lines come back as they were added") {
  const std::string with_nul("a\0b", 3);
  LogLines lines;
  lines.add(LogLevel::notice, "first");
  lines.add(LogLevel::error, "");
  lines.add(LogLevel::debug, with_nul);
  REQUIRE(lines.size() == 3);
  CHECK(lines.line(0) == "first");
  CHECK(lines.line(1).empty());
  CHECK(lines.line(2) == with_nul);
  CHECK(lines.level(0) == LogLevel::notice);
  CHECK(lines.level(1) == LogLevel::error);
  CHECK(lines.level(2) == LogLevel::debug);
  CHECK(lines.bytes() == 6 + 1 + 4);
}

TEST_CASE("whole lines are taken, as many as fit, and one at least") {
  LogLines lines;
  for (const char* line : {"aaaa", "bbbb", "cccc"}) lines.add(LogLevel::notice, line);
  const auto taken = [&](std::size_t first, std::size_t most) {
    const std::string text(lines.take(first, most));
    return text + std::to_string(first);
  };
  CHECK(taken(0, 1) == "aaaa\n1");
  CHECK(taken(0, 9) == "aaaa\n1");
  CHECK(taken(0, 10) == "aaaa\nbbbb\n2");
  CHECK(taken(0, 11) == "aaaa\nbbbb\n2");
  CHECK(taken(1, 100) == "bbbb\ncccc\n3");
  CHECK(taken(3, 100) == "3");
}

TEST_CASE("a buffer that was cleared holds nothing, however large it was") {
  for (const std::size_t size : {10U, 2U << 20U}) {
    LogLines lines;
    lines.add(LogLevel::notice, std::string(size, 'x'));
    lines.clear();
    CHECK(lines.empty());
    CHECK(lines.bytes() == 0);
    lines.add(LogLevel::notice, "y");
    CHECK(lines.line(0) == "y");
  }
}
