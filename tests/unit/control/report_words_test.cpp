// What is asked of a report, read from words.
#include "greycache/control/report_words.h"

#include <doctest/doctest.h>

namespace greycache::report_words_test {

namespace {

constexpr UnixTime kNow = 1'800'000'000;

}  // namespace

TEST_CASE("a part, a time, what to sort by, and the form") {
  const auto words = parse_report_words(" mails 1799999999 recipient-domain json", kNow);
  REQUIRE(words);
  CHECK(words->part == ReportPart::mails);
  CHECK(words->since == 1'799'999'999);
  CHECK(words->by == ReportBy::recipient_domain);
  CHECK(words->json);
}

TEST_CASE("by organisation, as text, where nothing else is said") {
  const auto words = parse_report_words("waits 1799999999", kNow);
  REQUIRE(words);
  CHECK(words->part == ReportPart::waits);
  CHECK(words->by == ReportBy::organisation);
  CHECK_FALSE(words->json);
}

TEST_CASE(
    "no report begins in the future, or over 366 days ago, with a day for its parts to be asked") {
  CHECK(parse_report_words("hosts 1800000000", kNow));
  CHECK_FALSE(parse_report_words("hosts 1800000001", kNow));
  CHECK(parse_report_words("hosts 1768291200", kNow));
  CHECK_FALSE(parse_report_words("hosts 1768291199", kNow));
}

TEST_CASE("other words are none of a report") {
  for (const char* words : {"", "hosts", "all 1799999999", "hosts yesterday", "hosts 1799999999x",
                            "hosts 99999999999999999999", "hosts 1799999999 by", "hosts -5"}) {
    CAPTURE(words);
    CHECK_FALSE(parse_report_words(words, kNow));
  }
}

}  // namespace greycache::report_words_test
