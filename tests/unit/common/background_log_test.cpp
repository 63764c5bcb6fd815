// The log whose lines wait for a thread.
#include "common/background_log.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace greycache::background_log_test {

namespace {

using Lines = std::vector<std::string>;

// Of a machine that is very busy: what the thread has written is looked at behind its end.
constexpr std::chrono::milliseconds kPatience{60'000};

class KeptLines : public LogSink {
 public:
  explicit KeptLines(Lines& lines) : lines_(lines) {}
  void write(LogLevel, std::string_view line) override { lines_.emplace_back(line); }

 private:
  Lines& lines_;
};

// Takes nothing while the gate is closed.
class Gate : public LogSink {
 public:
  Gate(std::mutex& gate, Lines& lines, std::size_t& batches)
      : gate_(gate), lines_(lines), batches_(batches) {}
  void write(LogLevel, std::string_view line) override { lines_.emplace_back(line); }
  std::size_t write_all(const LogLines& lines) override {
    const std::lock_guard lock(gate_);
    ++batches_;
    return LogSink::write_all(lines);
  }

 private:
  std::mutex& gate_;
  Lines& lines_;
  std::size_t& batches_;
};

// Of all lines that say so: what was dropped before the thread took its first lines is told apart.
std::size_t told_dropped(const Lines& lines) {
  std::size_t sum = 0;
  for (const std::string& line : lines) {
    if (line.find(" log lines were dropped") != line.npos) sum += std::stoul(line);
  }
  return sum;
}

bool holds(const Lines& lines, std::string_view text) {
  for (const std::string& line : lines) {
    if (line.find(text) != line.npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("lines given to the background log are all written, in order, at its end") {
  Lines lines;
  {
    BackgroundLog background(std::make_unique<KeptLines>(lines), kPatience);
    for (int i = 0; i < 10'000; ++i) background.write(LogLevel::info, std::to_string(i));
  }
  REQUIRE(lines.size() == 10'000);
  CHECK(lines.front() == "0");
  CHECK(lines.back() == "9999");
}

TEST_CASE("a log that cannot keep up loses lines and says how many") {
  std::mutex gate;
  Lines lines;
  std::size_t batches = 0;
  const std::int64_t before = BackgroundLog::lines_dropped();
  {
    std::unique_lock closed(gate);
    BackgroundLog background(std::make_unique<Gate>(gate, lines, batches), kPatience);
    for (std::size_t i = 0; i < 3 * BackgroundLog::kMostWaiting; ++i) {
      background.write(LogLevel::info, "x");
    }
    closed.unlock();
  }
  CHECK(lines.size() <= 2 * BackgroundLog::kMostWaiting + 2);
  CHECK(holds(lines, "log lines were dropped"));
  const auto dropped = static_cast<std::size_t>(BackgroundLog::lines_dropped() - before);
  CHECK(dropped >= BackgroundLog::kMostWaiting);
  CHECK(told_dropped(lines) == dropped);
}

TEST_CASE("lines that are very long wait up to a number of bytes") {
  std::mutex gate;
  Lines lines;
  std::size_t batches = 0;
  const std::string line(BackgroundLog::kMostBytes / 8, 'x');
  {
    std::unique_lock closed(gate);
    BackgroundLog background(std::make_unique<Gate>(gate, lines, batches), kPatience);
    for (int i = 0; i < 30; ++i) background.write(LogLevel::info, line);
    closed.unlock();
  }
  CHECK(lines.size() >= 7);
  CHECK(lines.size() <= 2 * 7 + 2);
  CHECK(holds(lines, "log lines were dropped"));
}

TEST_CASE("lines that come while others are written are written together") {
  std::mutex gate;
  Lines lines;
  std::size_t batches = 0;
  {
    std::unique_lock closed(gate);
    BackgroundLog background(std::make_unique<Gate>(gate, lines, batches), kPatience);
    for (int i = 0; i < 1000; ++i) background.write(LogLevel::info, std::to_string(i));
    closed.unlock();
  }
  CHECK(batches <= 2);
  REQUIRE(lines.size() == 1000);
  for (int i = 0; i < 1000; ++i) CHECK(lines[static_cast<std::size_t>(i)] == std::to_string(i));
}

TEST_CASE("lines that the sink lost are counted, and told once it takes lines again") {
  struct Away : LogSink {
    Lines& lines;
    std::atomic<bool>& away;
    Away(Lines& l, std::atomic<bool>& a) : lines(l), away(a) {}
    void write(LogLevel, std::string_view line) override { lines.emplace_back(line); }
    std::size_t write_all(const LogLines& batch) override {
      return away ? batch.size() : LogSink::write_all(batch);
    }
  };
  Lines lines;
  std::atomic<bool> away = true;
  const std::int64_t before = BackgroundLog::lines_dropped();
  {
    BackgroundLog background(std::make_unique<Away>(lines, away), kPatience);
    background.write(LogLevel::info, "lost");
    while (BackgroundLog::lines_dropped() == before) std::this_thread::yield();
    away = false;
    background.write(LogLevel::info, "kept");
  }
  CHECK(BackgroundLog::lines_dropped() == before + 1);
  CHECK_FALSE(holds(lines, "lost"));
  CHECK(holds(lines, "kept"));
  CHECK(holds(lines, "1 log lines were dropped"));
}

TEST_CASE("a sink that hangs does not hold up the end of the background log") {
  struct Stuck : LogSink {
    std::shared_ptr<std::mutex> gate;
    explicit Stuck(std::shared_ptr<std::mutex> g) : gate(std::move(g)) {}
    void write(LogLevel, std::string_view) override { const std::lock_guard lock(*gate); }
  };
  const auto gate = std::make_shared<std::mutex>();
  const std::unique_lock closed(*gate);
  const auto before = std::chrono::steady_clock::now();
  {
    BackgroundLog background(std::make_unique<Stuck>(gate), std::chrono::milliseconds(20));
    background.write(LogLevel::info, "x");
  }
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
}

}  // namespace greycache::background_log_test
