// Rows as lines of an export: what is written reads back, and what makes no sense is told.
#include "greycache/moving/row_line.h"

#include <doctest/doctest.h>

#include <string>

#include "greycache/policy/sound_fact.h"
#include "tests/contract/example_facts.h"

namespace greycache {

namespace {

StandingRow standing_row() {
  StandingRow row;
  row.organisation = "shop.example";
  row.host = "mx1/1700000000.0";
  row.counts = {20000, 5, 3};
  return row;
}

std::string error_of(std::string_view line) {
  const auto parsed = parse_export_line(line);
  REQUIRE_FALSE(parsed);
  return parsed.error();
}

std::string domain_awl_line(std::string_view src, std::string_view last_seen) {
  return R"({"kind":"domain_awl","src":")" + std::string(src) +
         R"(","sender_domain":"d.example","first_seen":0,"last_seen":)" + std::string(last_seen) +
         "}";
}

}  // namespace

TEST_CASE("a row of each kind reads back") {
  const std::string odd = "q\"\\%20{}";
  for (const MovedRow& row : {
           MovedRow{connect_fact("192.0.2", odd, "d.example", "bob@here.example", kTestTime)},
           MovedRow{from_awl_fact("192.0.2", "alice", "d.example", kTestTime, kTestTime + 1)},
           MovedRow{domain_awl_fact("2001:db8::/64", "d.example", 0, kLatestTime)},
           MovedRow{correspondent_fact("to:anna@here.example", "bob", "d.example", 1, 2)},
           MovedRow{standing_row()},
           MovedRow{Expectation{"b\xc3\xb6 b@here.example", "<>", 10, 5, 20, true, "a, \xc3\xbc"}},
           MovedRow{Expectation{"@here.example", "", 10, 5, 20, false, ""}},
           MovedRow{MovedOptRow{OptTable::optin_domain, "here.example"}},
           MovedRow{MovedOptRow{OptTable::optin_email, "bob@here.example"}},
           MovedRow{MovedOptRow{OptTable::optout_domain, "-undef-"}},
           MovedRow{MovedOptRow{OptTable::optout_email, "latin \xe9@here.example"}},
       }) {
    const std::string line = row_line(row);
    CAPTURE(line);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(parse_export_line(line) == ExportLine{row});
  }
}

TEST_CASE("the form of the lines is the documented one") {
  CHECK(row_line(connect_fact("192.0.2", "alice", "d.example", "bob@here.example", 17)) ==
        R"({"kind":"connect","src":"192.0.2","sender_domain":"d.example","sender_name":"alice",)"
        R"("rcpt":"bob@here.example","first_seen":17})");
  CHECK(row_line(standing_row()) ==
        R"({"kind":"standing","organisation":"shop.example","day":20000,)"
        R"("host":"mx1/1700000000.0","first_attempts":5,"came_back":3})");
  CHECK(row_line(MovedOptRow{OptTable::optout_email, "a b@x"}) ==
        R"({"kind":"optout_email","row":"a%20b@x"})");
  CHECK(begin_line({}) == R"({"kind":"greycache","format":1})");
  CHECK(end_line({7}) == R"({"kind":"end","rows":7})");
  CHECK(parse_export_line(begin_line({})) == ExportLine{ExportBegin{1}});
  CHECK(parse_export_line(end_line({7})) == ExportLine{ExportEnd{7}});
}

TEST_CASE("members may stand in any order, and others beside them") {
  const auto parsed = parse_export_line(
      R"( {"sender_domain":"d.example", "more":[{"kind":"x"}], "last_seen":2, "src":"192.0.2",)"
      R"("first_seen":1,"null":null,"kind":"domain_awl"} )");
  CHECK(parsed == ExportLine{MovedRow{domain_awl_fact("192.0.2", "d.example", 1, 2)}});
}

TEST_CASE("what is missing or of another type is named") {
  CHECK(error_of(R"({"src":"192.0.2"})") == "no member \"kind\" that is a text");
  CHECK(error_of(domain_awl_line("192.0.2", "\"2\"")) ==
        "no member \"last_seen\" that is a whole number");
  CHECK(error_of(domain_awl_line("192.0.2", "2.5")) ==
        "no member \"last_seen\" that is a whole number");
  CHECK(error_of(R"({"kind":"tuplet"})").starts_with("the kind 'tuplet' is none that is known"));
  CHECK(error_of(R"({"kind":"greycache","format":2})").starts_with("an export of format 2;"));
  for (const char* line : {"", "x", "[1]", "7", "\"text\"", R"({"kind":"end")", "{}{}"}) {
    CAPTURE(line);
    CHECK_FALSE(error_of(line).empty());
  }
}

TEST_CASE("no row that a store could not take") {
  CHECK(parse_export_line(domain_awl_line("192.0.2", std::to_string(kLatestTime))));
  CHECK_FALSE(parse_export_line(domain_awl_line("192.0.2", std::to_string(kLatestTime + 1))));
  CHECK_FALSE(parse_export_line(domain_awl_line("192.0.2", "-1")));
  CHECK(parse_export_line(domain_awl_line(std::string(kLongestName, 'a'), "1")));
  CHECK_FALSE(parse_export_line(domain_awl_line(std::string(kLongestName + 1, 'a'), "1")));
  CHECK_FALSE(parse_export_line(domain_awl_line("a b", "1")));
  CHECK_FALSE(parse_export_line(domain_awl_line("", "1")));
  CHECK_FALSE(parse_export_line(R"({"kind":"optin_domain","row":""})"));
  CHECK_FALSE(parse_export_line(R"({"kind":"optin_domain","row":"a%00b"})"));
  CHECK_FALSE(parse_export_line(R"({"kind":"expectation","recipient":"","sender":"","until":1,)"
                                R"("made_at":1,"kept_until":1,"removed":false,"why":""})"));
  CHECK(error_of(std::string(kLongestRowLine + 1, ' ')) == "the line is longer than 32 KiB");
}

}  // namespace greycache
