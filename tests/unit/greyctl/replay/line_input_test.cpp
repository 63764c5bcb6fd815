// Shows that lines of a trace come one by one, as they arrive, and within a limit.
#include "greyctl/replay/line_input.h"

#include <doctest/doctest.h>
#include <sysexits.h>
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

// gzip's "one\ntwo\n".
constexpr char kPacked[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\xcf"
    "\x4b\xe5\x2a\x29\xcf\xe7\x02\x00\xe6\x0b\xba\x12"
    "\x08\x00\x00\x00";
constexpr std::string_view kPackedFile(kPacked, sizeof kPacked - 1);

}  // namespace

TEST_CASE("what gzip packed is read as it was") {
  const TemporaryFile file(kPackedFile);
  LineInput input = opened(file);
  CHECK(next_of(input) == "one");
  CHECK(next_of(input) == "two");
  CHECK(input.place() == file.path() + ":2");
  CHECK(next_of(input) == std::nullopt);
}

TEST_CASE("a packed file that is not whole is an error at its end") {
  const TemporaryFile file(kPackedFile.substr(0, kPackedFile.size() - 4));
  LineInput input = opened(file);
  CHECK(next_of(input) == "one");
  CHECK(next_of(input) == "two");
  const auto end = input.next();
  REQUIRE_FALSE(end);
  CHECK(end.error().why == file.path() + ": gzip does not find it whole");
  CHECK(end.error().status == EX_DATAERR);
  CHECK_FALSE(end.error().goes_on);
}

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

TEST_CASE(
    "a line of the longest length is read, a longer one is left out, and told with its place") {
  const std::string longest(LineInput::kLongestLine, 'x');
  const std::string too_long(LineInput::kLongestLine * 3, 'y');
  const TemporaryFile file(longest + "\n" + too_long + "\nthree\n" + too_long);
  LineInput input = opened(file);
  CHECK(next_of(input)->size() == LineInput::kLongestLine);
  for (const char* place : {":2", ":4"}) {
    const auto line = input.next();
    REQUIRE_FALSE(line);
    CHECK(line.error().why == file.path() + place + ": the line is longer than 1 MiB");
    CHECK(line.error().status == EX_DATAERR);
    CHECK(line.error().goes_on);
    if (std::string_view(place) == ":2") CHECK(next_of(input) == "three");
  }
  CHECK(next_of(input) == std::nullopt);
}

TEST_CASE("the mark that some editors begin a file with is no part of its first line") {
  const TemporaryFile file("\xef\xbb\xbfone\n\xef\xbb\xbftwo\n");
  LineInput input = opened(file);
  CHECK(next_of(input) == "one");
  CHECK(next_of(input) == "\xef\xbb\xbftwo");
}

TEST_CASE("a directory is no file to read") {
  const auto named = LineInput::open("/etc", [](int) { return true; });
  REQUIRE_FALSE(named);
  CHECK(named.error() == "/etc: Is a directory");
}

TEST_CASE("what gzip packed and cannot be unpacked here is refused as a whole") {
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  REQUIRE(write(pipe_ends[1], kPackedFile.data(), kPackedFile.size()) ==
          static_cast<ssize_t>(kPackedFile.size()));
  close(pipe_ends[1]);
  auto input =
      LineInput::open("/proc/self/fd/" + std::to_string(pipe_ends[0]), [](int) { return true; });
  REQUIRE(input);
  const auto line = input->next();
  REQUIRE_FALSE(line);
  CHECK(line.error().why == input->name() + " is compressed: zcat FILE | greyctl ... -");
  CHECK(line.error().status == EX_DATAERR);
  CHECK_FALSE(line.error().goes_on);
  close(pipe_ends[0]);
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
