// Who is refused often pushes nothing out of the log.
#include "greyweb/account/audit_log.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <string>
#include <vector>

#include "common/text.h"
#include "common/whole_file.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::web {

namespace {

struct Log {
  TemporaryDirectory directory;
  AuditLog log{directory.path()};

  void add(std::string_view account, std::string_view address, std::string_view outcome,
           UnixTime at, std::string_view event = "api", std::string_view what = "forget") {
    log.add({.at = at,
             .event = event,
             .account = account,
             .address = address,
             .outcome = outcome,
             .what = what});
  }
  std::string text() const {
    return read_whole_file(directory.path() + "/audit.log", AuditLog::kMostBytes).value_or("");
  }
  std::size_t lines() const { return split(text(), '\n').size() - 1; }
};

// As a full disk: no file grows beyond `bytes` while it lives.
class Room {
 public:
  explicit Room(std::size_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit less = before_;
    less.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &less);
  }
  ~Room() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

 private:
  rlimit before_{};
  void (*signal_)(int);
};

}  // namespace

TEST_CASE("a full disk is logged once, and the lines that it cost, once there is room again") {
  Log log;
  const KeptLog kept;
  log.add("olga", "192.0.2.1", "ok", 1000);
  {
    const Room room(log.text().size() + 20);
    for (int i = 0; i < 3; ++i) log.add("olga", "192.0.2.1", "ok", 1001);
  }
  CHECK(kept.size() == 1);
  CHECK(kept.has("cannot write "));
  log.add("vera", "192.0.2.1", "ok", 1002);
  CHECK(kept.size() == 2);
  CHECK(kept.has("is written again; 3 lines are missing"));
  log.add("vera", "192.0.2.1", "ok", 1003);
  CHECK(kept.size() == 2);
  const std::string whole = log.text();
  const auto lines = split(whole, '\n');
  // The whole line, half a line, the next one, what tells of the gap, and the last one.
  REQUIRE(lines.size() == 6);
  CHECK(lines[1].size() == 20);
  CHECK(lines[2].starts_with(R"({"at":1002,)"));
  CHECK(lines[3].find(R"("event":"missing")") != std::string_view::npos);
  CHECK(lines[4].ends_with('}'));
}

TEST_CASE("what is refused of one account has some lines a minute, the others one") {
  Log log;
  for (std::size_t i = 0; i < RefusedLines::kOfOne + 40; ++i) {
    log.add("vera", "192.0.2." + std::to_string(i), "refused", 1000);
  }
  CHECK(log.lines() == RefusedLines::kOfOne);
  log.add("olga", "192.0.2.1", "refused", 1000);
  log.add("vera", "192.0.2.1", "ok", 1059);
  CHECK(log.lines() == RefusedLines::kOfOne + 2);
  log.add("vera", "192.0.2.1", "refused", 1060);
  CHECK(log.lines() == RefusedLines::kOfOne + 4);
  CHECK(log.text().find(R"("account":"vera","address":"","outcome":"40 more refused")") !=
        std::string::npos);
}

TEST_CASE("wrong sign-ins are counted by address, whatever names are made up") {
  Log log;
  for (std::size_t i = 0; i < RefusedLines::kOfOne + 5; ++i) {
    log.add("name" + std::to_string(i), "192.0.2.1", "wrong", 1000, "sign-in");
  }
  CHECK(log.lines() == RefusedLines::kOfOne);
}

TEST_CASE(
    "strangers with many addresses have some lines, too, and a clock set back ends a minute") {
  Log log;
  for (std::size_t i = 0; i < RefusedLines::kOfAll + 7; ++i) {
    log.add("root", "192.0.2." + std::to_string(i), "wrong", 1000, "sign-in");
  }
  CHECK(log.lines() == RefusedLines::kOfAll);
  log.add("root", "192.0.2.1", "wrong", 900, "sign-in");
  CHECK(log.text().find("\"7 more refused\"") != std::string::npos);
  CHECK(log.lines() == RefusedLines::kOfAll + 2);
}

TEST_CASE("what was refused is cut short") {
  Log log;
  log.add("vera", "192.0.2.1", "refused", 1000, "api", std::string(900, 'x'));
  CHECK(log.text().size() < 400);
  log.add("olga", "192.0.2.1", "ok", 1000, "api", std::string(900, 'x'));
  CHECK(log.text().size() > 1000);
}

}  // namespace greycache::web
