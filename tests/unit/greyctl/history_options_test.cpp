// Options of "greyctl history" as words.
#include "greyctl/history_options.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("options become words, each value encoded") {
  HistoryOptions options;
  CHECK(history_words_of(options) == "");
  options.since = "90m";
  options.outcome = "new,early";
  options.sender = "quo ted@x.example";
  options.limit = "5";
  CHECK(history_words_of(options) ==
        "since=5400 outcome=new,early sender=quo%20ted@x.example limit=5");
}

TEST_CASE("a number alone is hours, and what is no duration is an error that says how") {
  HistoryOptions options;
  options.since = "2";
  CHECK(history_words_of(options) == "since=7200");
  options.since = "yesterday";
  REQUIRE_FALSE(history_words_of(options).has_value());
  CHECK(history_words_of(options).error() ==
        "'yesterday' is no duration of a second or more; write 30m, 1h, 2d, 3w");
  for (const char* none : {"0", "0s", "999ms", "-1", "-1h", "10y", ""}) {
    options.since = none;
    CHECK_FALSE(history_words_of(options).has_value());
  }
}

TEST_CASE(
    "a value that is empty, as a variable of a shell may be, is an error and no null sender") {
  for (auto member : {&HistoryOptions::sender, &HistoryOptions::recipient, &HistoryOptions::client,
                      &HistoryOptions::outcome, &HistoryOptions::limit}) {
    HistoryOptions options;
    options.*member = "";
    REQUIRE_FALSE(history_words_of(options).has_value());
    CHECK(history_words_of(options).error().find("is empty") != std::string::npos);
  }
}
