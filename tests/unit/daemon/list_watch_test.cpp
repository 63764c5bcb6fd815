// Shows that lists are read beside the loop, and take effect together when they are.
#include "greycache/daemon/list_watch.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "greycache/event/libevent_loop.h"
#include "tests/unit/lists/list_directory.h"

namespace greycache::list_watch_test {

namespace {

using Clock = std::chrono::steady_clock;

struct Bench {
  explicit Bench(const std::string& conf_dir)
      : watch(loop, conf_dir,
              [this](const ListWatch::Reading& reading) { readings.push_back(reading); }) {}

  bool holds(const char* address) const {
    return watch.lists()->whitelist->holds(address, "unknown");
  }
  // Turns the loop until so many readings were told; the longest turn.
  Clock::duration turn_until(std::size_t count) {
    Clock::duration longest{};
    const auto end = Clock::now() + std::chrono::seconds(60);
    while (readings.size() < count && Clock::now() < end) {
      const auto begin = Clock::now();
      loop.run_once(false);
      longest = std::max(longest, Clock::now() - begin);
      std::this_thread::yield();
    }
    REQUIRE(readings.size() == count);
    return longest;
  }

  LibeventLoop loop;
  std::vector<ListWatch::Reading> readings;
  ListWatch watch;
};

bool told(const ListWatch::Reading& reading, const std::string& words) {
  for (const ListNotice& notice : reading.notices) {
    if (notice.text.find(words) != notice.text.npos) return true;
  }
  return false;
}

std::string many_patterns(int count) {
  std::string text;
  for (int line = 0; line < count; ++line) {
    text += fmt::format("/^mail[0-9]+\\.example{}\\.(com|net)$/\n", line);
  }
  return text;
}

}  // namespace

TEST_CASE("at the start the lists are read before anything else") {
  const ListDirectory directory;
  directory.write("clients_ip_whitelist", "10.0.0.1\n");
  Bench bench(directory.path());
  CHECK_FALSE(bench.holds("10.0.0.1"));
  bench.watch.read_now(Rules{});
  CHECK(bench.holds("10.0.0.1"));
  CHECK(bench.watch.files().size() == 10);
  CHECK(bench.readings.empty());
}

TEST_CASE("a changed list of 200,000 patterns is bounded, and the loop turns meanwhile") {
  const ListDirectory directory;
  Bench bench(directory.path());
  bench.watch.read_now(Rules{});
  directory.write("clients_fqdn_whitelist.local", many_patterns(200'000));
  directory.write("clients_ip_whitelist.local", "10.0.0.1\n");
  const auto begin = Clock::now();
  bench.watch.look();
  CHECK_FALSE(bench.holds("10.0.0.1"));
  const auto longest = bench.turn_until(1);
  const std::chrono::duration<double, std::milli> took = Clock::now() - begin;
  MESSAGE("read after " << took.count() << " ms, the longest turn took "
                        << std::chrono::duration<double, std::milli>(longest).count() << " ms");
  CHECK(bench.holds("10.0.0.1"));
  CHECK(told(bench.readings[0],
             "clients_fqdn_whitelist.local:1001: a list holds 1000 patterns at "
             "most; from here on 199000 are left out"));
  CHECK(bench.watch.lists()->whitelist->size() == 1001);
}

TEST_CASE("nothing is told where nothing has changed") {
  const ListDirectory directory;
  directory.write("clients_ip_whitelist.local", "10.0.0.1\n");
  Bench bench(directory.path());
  bench.watch.read_now(Rules{});
  bench.watch.look();
  // In one step: what is read when it is half written is told, and the rest after it.
  directory.replace("clients_ip_whitelist.local", "10.0.0.2\n");
  bench.watch.look();  // perhaps while the first is under way
  for (int turn = 0; bench.readings.empty() && turn < 60'000; ++turn) {
    bench.loop.run_once(false);
    bench.watch.look();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  REQUIRE(bench.readings.size() == 1);
  CHECK_FALSE(bench.readings[0].all);
  CHECK(bench.holds("10.0.0.2"));
}

TEST_CASE("a reload takes the lists of another directory") {
  const ListDirectory directory;
  const ListDirectory other;
  directory.write("clients_ip_whitelist", "10.0.0.1\n");
  other.write("clients_ip_whitelist", "10.0.0.2\n");
  Bench bench(directory.path());
  bench.watch.read_now(Rules{});
  bench.watch.read_all(other.path(), Rules{});
  CHECK(bench.holds("10.0.0.1"));
  bench.turn_until(1);
  CHECK(bench.readings[0].all);
  CHECK_FALSE(bench.holds("10.0.0.1"));
  CHECK(bench.holds("10.0.0.2"));
}

TEST_CASE("of reloads that come while one is under way the last follows it") {
  const ListDirectory directory;
  const ListDirectory other;
  directory.write("clients_ip_whitelist", "10.0.0.1\n");
  other.write("clients_ip_whitelist", "10.0.0.2\n");
  Bench bench(directory.path());
  bench.watch.read_all(directory.path(), Rules{});
  bench.watch.read_all("/nonexistent", Rules{});
  bench.watch.read_all(other.path(), Rules{});
  bench.turn_until(2);
  CHECK(bench.readings[0].another_waits);
  CHECK_FALSE(bench.readings[1].another_waits);
  CHECK(bench.holds("10.0.0.2"));
}

TEST_CASE("a list that cannot be read is told with its reason and keeps its content") {
  const ListDirectory directory;
  directory.write("clients_ip_whitelist.local", "10.0.0.1\n");
  Bench bench(directory.path());
  bench.watch.read_now(Rules{});
  CHECK(bench.watch.files()[1].readable);
  directory.make_unreadable("clients_ip_whitelist.local");
  bench.watch.look();
  bench.turn_until(1);
  CHECK_FALSE(bench.watch.files()[1].readable);
  CHECK(bench.watch.files()[1].reason == "it is no regular file");
  CHECK(bench.holds("10.0.0.1"));
}

TEST_CASE("the end waits for the reading under way and tells nothing of it") {
  const ListDirectory directory;
  directory.write("clients_fqdn_whitelist.local", many_patterns(10'000));
  LibeventLoop loop;
  int told = 0;
  {
    ListWatch watch(loop, directory.path(), [&told](const ListWatch::Reading&) { ++told; });
    watch.read_all(directory.path(), Rules{});
  }
  loop.run_once(false);
  CHECK(told == 0);
}

}  // namespace greycache::list_watch_test
