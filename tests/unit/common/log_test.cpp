// Typed log lines: which are written, and how severe they are.
#include "common/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "common/file_descriptor.h"
#include "common/typed_log.h"

namespace greycache::log_test {

namespace {

using Line = std::pair<LogLevel, std::string>;

// Keeps the lines of a test case; lines and levels are as before at its end.
class KeptLines {
 public:
  KeptLines() : former_(set_log_sink(std::make_unique<Sink>(lines))), levels_(log_levels()) {}
  ~KeptLines() {
    set_log_levels(levels_);
    set_log_sink(std::move(former_));
  }
  KeptLines(const KeptLines&) = delete;
  KeptLines& operator=(const KeptLines&) = delete;

  std::vector<Line> lines;

 private:
  struct Sink : LogSink {
    explicit Sink(std::vector<Line>& into) : kept(into) {}
    void write(LogLevel level, std::string_view line) override { kept.emplace_back(level, line); }
    std::vector<Line>& kept;
  };

  std::unique_ptr<LogSink> former_;
  LogLevels levels_;
};

// Standard error is another descriptor while it lives.
class OtherStandardError {
 public:
  explicit OtherStandardError(int fd) : former_(dup(STDERR_FILENO)) { dup2(fd, STDERR_FILENO); }
  ~OtherStandardError() { dup2(former_.get(), STDERR_FILENO); }
  OtherStandardError(const OtherStandardError&) = delete;
  OtherStandardError& operator=(const OtherStandardError&) = delete;

 private:
  FileDescriptor former_;
};

// Files end at so many bytes while it lives, as a full disk has it.
class FullAt {
 public:
  explicit FullAt(rlim_t bytes) : handler_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullAt() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }
  FullAt(const FullAt&) = delete;
  FullAt& operator=(const FullAt&) = delete;

 private:
  sighandler_t handler_;
  rlimit before_{};
};

LogLines numbered_lines(int count) {
  LogLines lines;
  for (int number = 0; number < count; ++number) {
    lines.add(LogLevel::notice, fmt::format("line {:095}", number));
  }
  return lines;
}

}  // namespace

TEST_CASE("a typed line has its type in front and SQLgrey's severity") {
  KeptLines kept;
  set_log_levels(uniform_log_levels(4));
  for (int level = 0; level <= 4; ++level) log_typed(LogType::conf, level, "level {}", level);
  CHECK(kept.lines == std::vector<Line>{{LogLevel::error, "conf: level 0"},
                                        {LogLevel::warning, "conf: level 1"},
                                        {LogLevel::notice, "conf: level 2"},
                                        {LogLevel::info, "conf: level 3"},
                                        {LogLevel::debug, "conf: level 4"}});
}

TEST_CASE("a line is written up to the level of its type") {
  KeptLines kept;
  LogLevels levels = uniform_log_levels(2);
  levels.levels[static_cast<std::size_t>(LogType::perf)] = 1;
  set_log_levels(levels);
  log_typed(LogType::perf, 1, "at");
  log_typed(LogType::perf, 2, "beyond");
  log_typed(LogType::mail, 2, "at");
  log_typed(LogType::mail, 3, "beyond");
  CHECK(kept.lines ==
        std::vector<Line>{{LogLevel::warning, "perf: at"}, {LogLevel::notice, "mail: at"}});
}

TEST_CASE("a silenced type does not even write errors") {
  KeptLines kept;
  LogLevels levels = uniform_log_levels(4);
  levels.levels[static_cast<std::size_t>(LogType::dbaccess)] = -1;
  set_log_levels(levels);
  log_typed(LogType::dbaccess, 0, "lost");
  CHECK(kept.lines.empty());
  CHECK_FALSE(logs_typed(LogType::dbaccess, 0));
}

TEST_CASE("standard error that is no file gets whole lines, at most PIPE_BUF bytes at once") {
  std::array<int, 2> pair{};
  REQUIRE(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair.data()) == 0);
  const FileDescriptor reading(pair[0]);
  const FileDescriptor writing(pair[1]);
  const LogLines lines = numbered_lines(200);
  std::size_t lost = 1;
  {
    const OtherStandardError other(writing.get());
    lost = make_stderr_sink()->write_all(lines);
  }
  CHECK(lost == 0);
  std::string all;
  std::array<char, 65536> buffer{};
  while (all.size() < lines.bytes()) {
    const ssize_t length = recv(reading.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    REQUIRE(length > 0);
    CHECK(length <= PIPE_BUF);
    all.append(buffer.data(), static_cast<std::size_t>(length));
    CHECK(all.back() == '\n');
  }
  std::size_t first = 0;
  CHECK(all == lines.take(first, lines.bytes()));
}

TEST_CASE("standard error that takes nothing loses the lines, and they are counted") {
  const FileDescriptor full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  REQUIRE(full);
  std::size_t lost = 0;
  {
    const OtherStandardError other(full.get());
    lost = make_stderr_sink()->write_all(numbered_lines(3));
  }
  CHECK(lost == 3);
}

TEST_CASE(
    "standard error that is full in the middle of a line loses that one and those behind it") {
  // Whole lines at a boundary, at the first byte of the third, in its middle, before its newline.
  for (const rlim_t room : {202U, 203U, 250U, 302U}) {
    CAPTURE(room);
    char path[] = "/tmp/greycache-log-XXXXXX";
    const FileDescriptor file(mkostemp(path, O_CLOEXEC | O_APPEND));
    unlink(path);
    REQUIRE(file);
    const auto sink = make_stderr_sink();
    std::size_t lost = 0;
    std::size_t lost_later = 1;
    {
      const OtherStandardError other(file.get());
      {
        const FullAt full(room);
        lost = sink->write_all(numbered_lines(5));
      }
      lost_later = sink->write_all(numbered_lines(1));
    }
    CHECK(lost == 3);
    CHECK(lost_later == 0);
    std::array<char, 1024> buffer{};
    const ssize_t length = pread(file.get(), buffer.data(), buffer.size(), 0);
    REQUIRE(length > 0);
    const std::string_view all(buffer.data(), static_cast<std::size_t>(length));
    std::size_t first = 0;
    const LogLines later = numbered_lines(1);
    const std::string last(later.take(first, later.bytes()));
    CHECK(all.ends_with("\n" + last));
    // What is torn is a line by itself, and nothing is empty.
    CHECK(all.find("\n\n") == all.npos);
    CHECK(all.size() == room + last.size() + (room == 202 ? 0 : 1));
  }
}

}  // namespace greycache::log_test
