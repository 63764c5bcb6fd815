#include "common/duration.h"

#include <doctest/doctest.h>

using namespace greycache;
using namespace std::chrono_literals;

TEST_CASE("a bare number counts in the unit of its setting") {
  CHECK(parse_duration("5", 60s) == 300s);
  CHECK(parse_duration("0.5", 60s) == 30s);
  CHECK(parse_duration(" 24 ", 3600s) == 24h);
}

TEST_CASE("a written unit wins over that of the setting") {
  CHECK(parse_duration("2s", 60s) == 2s);
  CHECK(parse_duration("5 m", 1s) == 5min);
  CHECK(parse_duration("60d", 1s) == 24h * 60);
  CHECK(parse_duration("250ms", 1s) == 250ms);
  CHECK(parse_duration("1w", 1s) == 24h * 7);
}

TEST_CASE("a fraction has its point before, among or behind its digits") {
  CHECK(parse_duration(".5", 60s) == 30s);
  CHECK(parse_duration("5.", 60s) == 300s);
  CHECK(parse_duration("1.1m", 1s) == 66s);
  CHECK(parse_duration("0.001s", 1s) == 1ms);
  CHECK(parse_duration("0.0009s", 1s) == 0ms);
  CHECK(parse_duration("007", 1s) == 7s);
}

TEST_CASE("what is no span of time is refused") {
  for (const char* text : {"", "m", "-1", "5x", "5 minutes", "1e3", "nan", "inf", "5m5", "200000w",
                           ".", ".m", "1.5.2", "+1", "1 2"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text, 1s));
  }
}

TEST_CASE("a span is written with its largest exact unit and read back the same") {
  CHECK(format_duration(300s) == "5m");
  CHECK(format_duration(90s) == "90s");
  CHECK(format_duration(24h) == "1d");
  CHECK(format_duration(1500ms) == "1500ms");
  CHECK(format_duration(0s) == "0s");
  CHECK(duration_in_words(300s) == "5 minutes");
  CHECK(duration_in_words(60s) == "1 minute");
  CHECK(duration_in_words(3s) == "3 seconds");
}
