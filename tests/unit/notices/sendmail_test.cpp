// Programs started as sendmail(1): what they get, and what becomes of bad ones.
#include "greycache/notices/sendmail.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/log.h"
#include "greycache/event/libevent_loop.h"
#include "tests/unit/kept_log.h"

namespace greycache::sendmail_test {

namespace {

// A directory with a program in it, and a loop that runs it.
struct Bench {
  Bench() {
    char name[] = "/tmp/sendmail-test-XXXXXX";
    directory = mkdtemp(name);
  }
  ~Bench() { std::filesystem::remove_all(directory); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  std::string program_named(const std::string& name, const std::string& script) const {
    const std::string path = directory + "/" + name;
    std::ofstream(path) << "#!/bin/sh\ncd " << directory << "\n" << script << "\n";
    chmod(path.c_str(), 0755);
    return path;
  }
  std::string program(const std::string& script) const { return program_named("sendmail", script); }
  std::string file(const std::string& name) const {
    std::ifstream stream(directory + "/" + name);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  template <typename Predicate>
  bool turn_until(Predicate predicate) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    Timer tick(loop, [&] { tick.start(std::chrono::milliseconds(10)); });
    tick.start(std::chrono::milliseconds(10));
    while (!predicate() && std::chrono::steady_clock::now() < end) loop.run_once(true);
    return predicate();
  }

  std::string directory;
  LibeventLoop loop;
  // So short that five tries take a third of a second.
  static constexpr std::chrono::milliseconds kPause{4};
  Sendmail sendmail{loop, {std::chrono::seconds(10), kPause}};
};

// Killed, but its new parent has not looked after it yet.
bool is_zombie(pid_t process) {
  std::ifstream stream("/proc/" + std::to_string(process) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return text.find(") Z ") != std::string::npos;
}

}  // namespace

TEST_CASE("the program gets the address as an argument and the message as its input, no more") {
  Bench bench;
  const std::string program = bench.program(
      "printf '%s|' \"$@\" >arguments; cat >message; env >environment; ls /proc/self/fd >open");
  const std::string message = "Subject: x\n\n.\n" + std::string(300'000, 'y') + "\n";
  bench.sendmail.send(program, "root@example.org", message);
  REQUIRE(bench.turn_until([&] { return bench.sendmail.idle(); }));
  CHECK(bench.file("arguments") == "-oi|--|root@example.org|");
  CHECK(bench.file("message") == message);
  CHECK(bench.file("environment").find("LC_ALL=C") != std::string::npos);
  CHECK(bench.file("environment").find("HOME=") == std::string::npos);
  // The fourth is ls(1)'s own.
  CHECK(bench.file("open") == "0\n1\n2\n3\n");
}

TEST_CASE("a failure is logged with the program's own words, and the next mail is sent") {
  Bench bench;
  KeptLog log;
  Sendmail patient(bench.loop, {std::chrono::seconds(10), std::chrono::minutes(1)});
  patient.send(bench.program("echo 'the queue is\033 full' >&2; exit 75"), "root", "a");
  patient.send(bench.directory + "/absent", "root", "b");
  patient.send(bench.program_named("good", "cat >sent"), "root", "c");
  REQUIRE(bench.turn_until([&] { return bench.file("sent") == "c"; }));
  CHECK(log.lines()[0] == "mail: " + bench.directory +
                              "/sendmail ended with status 75: the queue is\\x1b full; try 1 of 5, "
                              "the next in 60 s");
  CHECK(log.lines()[1] == "mail: cannot start " + bench.directory +
                              "/absent: No such file or directory; try 1 of 5, the next in 60 s");
  CHECK_FALSE(patient.idle());
}

TEST_CASE("a mail that fails is tried again, with growing pauses, until it leaves") {
  Bench bench;
  KeptLog log;
  const std::string program =
      bench.program("echo x >>tries; [ $(wc -l <tries) -ge 3 ] || exit 75; cat >message");
  const auto began = std::chrono::steady_clock::now();
  bench.sendmail.send(program, "root", "the message\n");
  REQUIRE(bench.turn_until([&] { return bench.sendmail.idle(); }));
  CHECK(bench.file("tries") == "x\nx\nx\n");
  CHECK(bench.file("message") == "the message\n");
  CHECK(log.lines().size() == 2);
  CHECK(bench.sendmail.failures() == 2);
  CHECK(bench.sendmail.trouble().empty());
  CHECK(std::chrono::steady_clock::now() - began >= Bench::kPause * (1 + 4));
}

TEST_CASE("a mail that never leaves is dropped after the last try") {
  Bench bench;
  KeptLog log;
  bench.sendmail.send(bench.program("echo x >>tries; exit 1"), "root", "m\n");
  bench.sendmail.send(bench.directory + "/absent", "root", "m\n");
  REQUIRE(bench.turn_until([&] { return bench.sendmail.idle(); }));
  CHECK(bench.file("tries").size() == 2 * Sendmail::kMostTries);
  REQUIRE(log.lines().size() == 2 * Sendmail::kMostTries);
  CHECK(log.lines().back().ends_with("; the mail is dropped after 5 tries"));
  CHECK(bench.sendmail.failures() == 2 * Sendmail::kMostTries);
  CHECK_FALSE(bench.sendmail.trouble().empty());
}

TEST_CASE("what still waits at the end is told") {
  Bench bench;
  KeptLog log;
  {
    Sendmail patient(bench.loop, {std::chrono::seconds(10), std::chrono::minutes(1)});
    patient.send(bench.directory + "/absent", "root", "m\n");
  }
  CHECK(log.lines().back() == "mail: mails that have not left are dropped: 1");
}

TEST_CASE("mails beyond the bound are dropped while one program runs") {
  Bench bench;
  KeptLog log;
  const std::string program = bench.program("cat >>all; read x <gate");
  REQUIRE(mkfifo((bench.directory + "/gate").c_str(), 0600) == 0);
  for (std::size_t i = 0; i < Sendmail::kMostWaiting + 2; ++i) {
    bench.sendmail.send(program, "root", "m\n");
  }
  CHECK(log.lines().size() == 1);
  for (std::size_t i = 0; i < Sendmail::kMostWaiting + 1; ++i) {
    REQUIRE(bench.turn_until([&] { return bench.file("all").size() == 2 * (i + 1); }));
    std::ofstream(bench.directory + "/gate") << "go\n";
  }
  CHECK(bench.turn_until([&] { return bench.sendmail.idle(); }));
}

TEST_CASE("a program that takes too long is killed with all it has started") {
  Bench bench;
  KeptLog log;
  Sendmail impatient(bench.loop, {std::chrono::milliseconds(300), std::chrono::minutes(1)});
  const std::string program = bench.program("sleep 600 & echo $! >child; echo slow; wait");
  impatient.send(program, "root", "m\n");
  REQUIRE(bench.turn_until([&] { return !log.lines().empty(); }));
  CHECK(log.lines()[0].starts_with("mail: " + program + " took too long and was killed: slow;"));
  const pid_t child = std::stoi(bench.file("child"));
  CHECK(bench.turn_until([&] { return kill(child, 0) != 0 || is_zombie(child); }));
}

}  // namespace greycache::sendmail_test
