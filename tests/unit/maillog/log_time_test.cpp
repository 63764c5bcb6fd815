// Shows how the forms of log times are read.
#include "greycache/maillog/log_time.h"

#include <doctest/doctest.h>

#include <cstdlib>

namespace greycache::log_time_test {

namespace {

constexpr UnixTime kNow = 1795280400;  // 2026-11-21T17:00:00Z

UnixTime read(std::string_view line, UnixTime now = kNow) {
  LogTimes times(now);
  const auto time = times.read(line);
  return time ? time->at : -1;
}

// This process's zone.
struct Zone {
  explicit Zone(const char* name) {
    setenv("TZ", name, 1);
    tzset();
  }
  ~Zone() {
    unsetenv("TZ");
    tzset();
  }
};

}  // namespace

TEST_CASE("RFC 3339: zones and parts of a second") {
  CHECK(read("2026-11-21T17:00:00+00:00 mx ") == kNow);
  CHECK(read("2026-11-21T17:00:00Z mx ") == kNow);
  CHECK(read("2026-11-21T18:00:00.999999+01:00 mx ") == kNow);
  CHECK(read("2026-11-21T11:30:00.1-05:30 mx ") == kNow);
  CHECK(LogTimes(kNow).read("2026-11-21T17:00:00Z mx ")->length == 21);
  CHECK_FALSE(LogTimes(kNow).read("2026-11-21T17:00:00Z mx ")->year_guessed);
}

TEST_CASE("RFC 3164: this host's zone, one digit days") {
  const Zone zone("UTC");
  CHECK(read("Nov 21 17:00:00 mx ") == kNow);
  CHECK(read("Nov  1 17:00:00 mx ") == kNow - 20 * 86400);
  CHECK(LogTimes(kNow).read("Nov 21 17:00:00 mx ")->length == 16);
  CHECK(LogTimes(kNow).read("Nov 21 17:00:00 mx ")->year_guessed);
}

TEST_CASE("a day that its month never has is no time") {
  CHECK(read("Nov 31 17:00:00 mx ") == -1);
  CHECK(read("Feb 30 17:00:00 mx ") == -1);
  CHECK(read("Nov 30 17:00:00 mx ") != -1);
  CHECK(read("Feb 29 17:00:00 mx ") != -1);
  CHECK(read("2026-11-31T17:00:00Z mx ") == -1);
}

TEST_CASE("RFC 3164 in another zone, on both sides of the change of the clocks") {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  CHECK(read("Nov 21 18:00:00 mx ") == kNow);
  CHECK(read("Jul  1 12:00:00 mx ") == 1782900000);  // 2026-07-01T10:00:00Z
}

TEST_CASE("the year is the latest that is not over a day ahead") {
  const Zone zone("UTC");
  CHECK(read("Nov 22 17:00:00 mx ") == kNow + 86400);
  CHECK(read("Nov 22 18:00:00 mx ") == kNow + 86400 + 3600 - 365 * 86400);
  CHECK(read("Dec 31 00:00:00 mx ") == 1767139200);  // 2025
  CHECK(read("Feb 29 00:00:00 mx ") == 1709164800);  // 2024, the last leap year
}

TEST_CASE("lines of one hour and of the next keep their minutes") {
  const Zone zone("UTC");
  LogTimes times(kNow);
  CHECK(times.read("Nov 21 16:59:59 mx ")->at == kNow - 1);
  CHECK(times.read("Nov 21 16:00:01 mx ")->at == kNow - 3599);
  CHECK(times.read("Nov 21 17:00:00 mx ")->at == kNow);
}

TEST_CASE("every form that journalctl, rsyslog and syslog-ng write is the same moment") {
  const Zone zone("UTC");
  for (const std::string_view line : {"Nov 21 17:00:00 mx ",
                                      "Nov 21 17:00:00.123456 mx ",
                                      "2026-11-21T17:00:00+0000 mx ",
                                      "2026-11-21T18:00:00+0100 mx ",
                                      "2026-11-21T18:00:00.123456+0100 mx ",
                                      "2026-11-21T18:00:00.123456+01:00 mx ",
                                      "2026-11-21T18:00:00+01 mx ",
                                      "2026-11-21T17:00:00 mx ",
                                      "2026-11-21T17:00:00.123 mx ",
                                      "2026-11-21 17:00:00 mx ",
                                      "2026-11-21 17:00:00,123 mx ",
                                      "2026-11-21 18:00:00 +0100 mx ",
                                      "2026-11-21 18:00:00+01:00 mx ",
                                      "Sat 2026-11-21 17:00:00 UTC mx ",
                                      "Sat 2026-11-21 22:30:00 +0530 mx ",
                                      "Sat 2026-11-21 17:00:00.123456 UTC mx ",
                                      "1795280400.123456 mx ",
                                      "<22>Nov 21 17:00:00 mx ",
                                      "<22>2026-11-21T17:00:00Z mx ",
                                      "<22>1 2026-11-21T18:00:00.123456+01:00 mx "}) {
    CAPTURE(line);
    LogTimes times(kNow);
    const auto time = times.read(line);
    REQUIRE(time);
    CHECK(time->at == kNow);
    CHECK(line.substr(time->length) == "mx ");
    CHECK(time->rfc5424 == line.starts_with("<22>1 "));
  }
}

TEST_CASE("a day of one digit has one blank before it, or two") {
  const Zone zone("UTC");
  CHECK(read("Nov 1 17:00:00 mx ") == kNow - 20 * 86400);
  CHECK(read("Nov  1 17:00:00 mx ") == kNow - 20 * 86400);
  CHECK(read("Nov 01 17:00:00 mx ") == kNow - 20 * 86400);
  CHECK(read("Nov   1 17:00:00 mx ") == -1);
}

TEST_CASE("what has no zone counts in this host's, with a word") {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  const auto guessed = [](std::string_view line) {
    return LogTimes(kNow).read(line)->zone_guessed;
  };
  CHECK(read("2026-11-21T18:00:00 mx ") == kNow);
  CHECK(read("2026-07-01 12:00:00 mx ") == 1782900000);
  CHECK(guessed("2026-11-21T18:00:00 mx "));
  CHECK_FALSE(LogTimes(kNow).read("2026-11-21T18:00:00 mx ")->year_guessed);
  CHECK_FALSE(guessed("2026-11-21T18:00:00Z mx "));
  CHECK(read("Sat 2026-11-21 18:00:00 CET mx ") == kNow);
  CHECK_FALSE(guessed("Sat 2026-11-21 18:00:00 CET mx "));
  CHECK(read("Sat 2026-11-21 18:00:00 EST mx ") == kNow);
  CHECK(guessed("Sat 2026-11-21 18:00:00 EST mx "));
}

TEST_CASE("a host whose name begins as a zone does is a host") {
  const Zone zone("UTC");
  LogTimes times(kNow);
  const std::string_view line = "2026-11-21 17:00:00 Zeus ";
  const auto time = times.read(line);
  REQUIRE(time);
  CHECK(time->at == kNow);
  CHECK(line.substr(time->length) == "Zeus ");
}

TEST_CASE("what is no time is none") {
  for (const std::string_view line : {"",
                                      "Nov",
                                      "Nov 21 17:00:00",
                                      "Nov 32 17:00:00 x",
                                      "Nov 00 17:00:00 x",
                                      "ovN 21 17:00:00 x",
                                      "Nov 21 24:00:00 x",
                                      "Nov 21 17-00-00 x",
                                      "2026-11-21T17:00:00",
                                      "2026-13-21T17:00:00Z x",
                                      "2026-11-21T17:00:00+1:00 x",
                                      "2026-11-21T17:00:00.+01:00",
                                      "-026-11-21T17:00:00Z x",
                                      "Xat 2026-11-21 17:00:00 UTC x",
                                      "Sat 2026-11-21 17:00:00 UTC",
                                      "[   12.345678] x",
                                      "1795280400 x",
                                      "<999>Nov 21 17:00:00 x",
                                      "<22>",
                                      "<22>1 x"}) {
    CAPTURE(line);
    CHECK(read(line) == -1);
  }
}

}  // namespace greycache::log_time_test
