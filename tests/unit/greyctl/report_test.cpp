// A report holds its parts in order, and says where one is missing.
#include "greyctl/report.h"

#include <doctest/doctest.h>

#include <vector>

#include "greycache/core/control_link.h"

namespace greycache {

namespace {

constexpr UnixTime kNow = 1'800'000'000;

struct Daemon {
  std::vector<std::string> asked;
  std::string away;  // the part that is
  int busy = 0;      // questions behind the first that another report is in the way of

  ClientResult operator()(const std::string& command) {
    asked.push_back(command);
    if (asked.size() > 1 && busy-- > 0) return tl::make_unexpected(kReportIsBusy);
    if (!away.empty() && command.starts_with("report " + away)) {
      return tl::make_unexpected("it took too long");
    }
    return "<" + command.substr(7, 5) + ">\n";
  }
};

tl::expected<Report, std::string> made_by(Daemon& daemon, const ReportOptions& options, bool json,
                                          int pauses = 0) {
  return report(options, json, kNow,
                {.ask = [&](const std::string& line) { return daemon(line); },
                 .pause = [&pauses] { return pauses-- > 0; }});
}

std::string report_of(Daemon& daemon, const ReportOptions& options, bool json) {
  const auto made = made_by(daemon, options, json);
  REQUIRE(made);
  return made->text;
}

}  // namespace

TEST_CASE("the daemon is asked for each part of so many days") {
  Daemon daemon;
  CHECK(report_of(daemon, {2, "sender-domain"}, false) == "<hosts>\n\n<mails>\n\n<waits>\n");
  REQUIRE(daemon.asked.size() == 3);
  CHECK(daemon.asked[0] == "report hosts 1799827200 sender-domain");
  CHECK(daemon.asked[2] == "report waits 1799827200 sender-domain");
}

TEST_CASE("as JSON the parts are members of an object") {
  Daemon daemon;
  CHECK(report_of(daemon, {}, true) == "{\"site\":<hosts>,\"mails\":<mails>,\"waits\":<waits>}\n");
  CHECK(daemon.asked[1] == "report mails 1799395200 organisation json");
}

TEST_CASE("a part that is missing is told in its place") {
  Daemon daemon;
  daemon.away = "mails";
  CHECK(report_of(daemon, {}, false) ==
        "<hosts>\n\n(this part is missing: it took too long)\n\n<waits>\n");
  CHECK(report_of(daemon, {}, true) == "{\"site\":<hosts>,\"mails\":null,\"waits\":<waits>}\n");
  CHECK(made_by(daemon, {}, true)->missing ==
        std::vector<std::string>{"what became of the mails that waited: it took too long"});
  daemon.away.clear();
  CHECK(made_by(daemon, {}, true)->missing.empty());
}

TEST_CASE("a report that is begun waits for another that came between, for a while") {
  Daemon daemon;
  daemon.busy = 2;
  CHECK(made_by(daemon, {}, false, 2)->text == "<hosts>\n\n<mails>\n\n<waits>\n");
  CHECK(daemon.asked.size() == 5);
  Daemon busy;
  busy.busy = 100;
  CHECK(made_by(busy, {}, false, 2)->missing.size() == 2);
}

TEST_CASE("without the first part there is no report") {
  Daemon daemon;
  daemon.away = "hosts";
  CHECK(made_by(daemon, {}, false).error() == "it took too long");
  CHECK(daemon.asked.size() == 1);
}

}  // namespace greycache
