// Shows that lines of a trace come one by one, as they arrive, and within a limit.
#include "greyctl/replay/line_input.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace greycache {

namespace {

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content) {
    std::string path = "/tmp/grey-line-input-XXXXXX";
    close(mkstemp(path.data()));
    path_ = path;
    std::ofstream(path_) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

LineInput opened(const TemporaryFile& file) {
  auto input = LineInput::open(file.path(), [](int) { return true; });
  REQUIRE(input);
  return std::move(*input);
}

std::optional<std::string> next_of(LineInput& input) {
  const auto line = input.next();
  REQUIRE(line);
  if (!*line) return std::nullopt;
  return std::string(**line);
}

}  // namespace

TEST_CASE("lines come without their ends, the last one also without an end in the file") {
  const TemporaryFile file("one\n\ntwo\nthree");
  LineInput input = opened(file);
  CHECK(next_of(input) == "one");
  CHECK(next_of(input) == "");
  CHECK(next_of(input) == "two");
  CHECK(input.place() == file.path() + ":3");
  CHECK(next_of(input) == "three");
  CHECK(next_of(input) == std::nullopt);
  CHECK(next_of(input) == std::nullopt);
}

TEST_CASE("an empty file has no line") {
  const TemporaryFile file("");
  LineInput input = opened(file);
  CHECK(next_of(input) == std::nullopt);
}

TEST_CASE("lines that cross what is read at once stay whole") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += std::string(60, 'x') + std::to_string(i) + "\n";
  const TemporaryFile file(text);
  LineInput input = opened(file);
  for (int i = 0; i < 3000; ++i) CHECK(next_of(input) == std::string(60, 'x') + std::to_string(i));
  CHECK(next_of(input) == std::nullopt);
}

TEST_CASE("a line of the longest length is read, a longer one is an error with its place") {
  const TemporaryFile file(std::string(LineInput::kLongestLine, 'x') + "\n" +
                           std::string(LineInput::kLongestLine * 2, 'y') + "\n");
  LineInput input = opened(file);
  CHECK(next_of(input)->size() == LineInput::kLongestLine);
  const auto line = input.next();
  REQUIRE_FALSE(line);
  CHECK(line.error() == file.path() + ":2: the line is longer than 1 MiB");
}

TEST_CASE("a file that is not there is an error that names it") {
  const auto input = LineInput::open("/nowhere/trace", [](int) { return true; });
  REQUIRE_FALSE(input);
  CHECK(input.error() == "/nowhere/trace: No such file or directory");
}

TEST_CASE("nothing more is read once the wait says so, and half a line is none") {
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  REQUIRE(write(pipe_ends[1], "one\nha", 6) == 6);
  int waits = 0;
  auto input = LineInput::open("/proc/self/fd/" + std::to_string(pipe_ends[0]),
                               [&](int) { return ++waits == 1; });
  REQUIRE(input);
  CHECK(next_of(*input) == "one");
  CHECK(waits == 1);
  CHECK(next_of(*input) == std::nullopt);
  CHECK(waits == 2);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

}  // namespace greycache
