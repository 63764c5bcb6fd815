// Templates escape, words have units, figures are numbers.
#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

#include "greyweb/page/day_chart.h"
#include "greyweb/page/local_times.h"
#include "greyweb/page/renderer.h"
#include "greyweb/page/words.h"

namespace greycache::web {

TEST_CASE("every text is escaped, in text and in attributes") {
  const std::string html =
      rendered("trouble", {{"sentence", "<b>\"'&"}, {"back", "\"><script>"}, {"account", nullptr}});
  CHECK(html.find("&lt;b&gt;&quot;&apos;&amp;") != std::string::npos);
  CHECK(html.find("<script>") == std::string::npos);
}

TEST_CASE("a template in a text stays a text") {
  const std::string html =
      rendered("trouble", {{"sentence", "{{csrf}} {{{csrf}}}"}, {"csrf", "S3CRET"}});
  CHECK(html.find("{{csrf}}") != std::string::npos);
  CHECK(html.find("S3CRET") == std::string::npos);
}

TEST_CASE("a template that is not there is a fault of ours") {
  CHECK_THROWS(rendered("nothing", Json::object()));
}

TEST_CASE("spans and distances have units") {
  CHECK(span_words(119) == "119 s");
  CHECK(span_words(120) == "2 min");
  CHECK(span_words(7200) == "2 h");
  CHECK(span_words(7260) == "2 h 1 min");
  CHECK(span_words(172800) == "2 days");
  CHECK(distance_text(100, 160) == "60 s ago");
  CHECK(distance_text(160, 100) == "in 60 s");
  CHECK(distance_text(100, 100) == "now");
}

TEST_CASE("a sentence of the daemon's is escaped once, a stranger's text is whole") {
  CHECK(shown_sentence("'tab\\x09x' is no recipient") == "'tab\\x09x' is no recipient");
  CHECK(shown_sentence("bare\ttab") == "bare\\x09tab");
  CHECK(shown_sentence("", "It is done.") == "It is done.");
  CHECK(shown("a\\x09") == "a\\x5cx09");
}

TEST_CASE("the daemon's times are told in the host's zone, as all others") {
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  tzset();
  CHECK(shown_sentence("until 2026-11-30 23:41:09 UTC, since 2026-07-01 00:00:00 UTC") ==
        "until 2026-12-01 00:41:09 CET, since 2026-07-01 02:00:00 CEST");
  CHECK(zone_words(1'796'000'000) == "CET (UTC+01:00)");
  CHECK(moment(1'796'000'000, 1'796'000'000)["whole"] == zoned_text(1'796'000'000));
  setenv("TZ", "UTC0", 1);
  tzset();
  CHECK(with_local_times("2026-11-30 23:41:09 UTC") == "2026-11-30 23:41:09 UTC");
  for (const char* no_time : {"2026-11-30 23:41:0x UTC", "2026-02-31 23:41:09 UTC",
                              "2026-00-10 00:00:00 UTC", "2026-11-30 24:00:00 UTC"}) {
    CHECK(with_local_times(no_time) == no_time);
  }
  CHECK(zone_words(0) == "UTC");
}

TEST_CASE("thousands are apart") {
  CHECK(count_text(999) == "999");
  CHECK(count_text(1000) == "1\u202f000");
  CHECK(count_text(1234567) == "1\u202f234\u202f567");
  CHECK(count_text(-1000) == "-1\u202f000");
}

TEST_CASE("a figure of a day") {
  Json counts = Json::array();
  for (int i = 0; i < 1440; ++i) counts.push_back(i < 15 ? 3 : 0);
  const Json chart = day_chart({{"start", 0}, {"passed", counts}});
  CHECK(chart["bars"].size() == 96);
  CHECK(chart["top"] == "5");
  CHECK(chart["passed_sum"] == "45");
  CHECK(chart["bars"][0]["passed_height"] == "120.0");
  CHECK(chart["bars"][1]["passed_height"] == "0.0");
  CHECK(chart["hours"].size() == 24);
}

TEST_CASE("figures of odd shapes draw nothing wrong") {
  CHECK(day_chart(nullptr).is_null());
  CHECK(day_chart({{"start", "x"}}).is_null());
  const Json chart = day_chart({{"start", 0}, {"passed", {"x", -5, nullptr}}, {"deferred", 7}});
  CHECK(chart["passed_sum"] == "0");
  CHECK(chart["top"] == "1");
}

}  // namespace greycache::web
