#include "greycache/control/describe.h"

#include <doctest/doctest.h>

#include <limits>

namespace greycache::describe_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;  // 2025-10-09 08:53:20 UTC

Fact waiting(UnixTime first_seen) {
  return {FactKind::connect, "192.0.2", "a", "x.example", "r@dst.example", first_seen, first_seen};
}

}  // namespace

TEST_CASE("a waiting entry tells when a retry passes") {
  const std::string early = describe({waiting(kNow - 60)}, Rules{}, kNow);
  CHECK(early.find("source 192.0.2\n") != std::string::npos);
  CHECK(early.find("a@x.example -> r@dst.example: first tried 2025-10-09 08:52:20 UTC (60 s ago); "
                   "a retry passes after 2025-10-09 08:57:20 UTC") != std::string::npos);
  const std::string late = describe({waiting(kNow - 301)}, Rules{}, kNow);
  CHECK(late.find("a retry passes now, until 2025-10-10 08:48:19 UTC") != std::string::npos);
}

TEST_CASE("auto-whitelisted senders and domains are told with their times") {
  const Fact sender{FactKind::from_awl, "192.0.2", "a", "x.example", "", kNow - 7200, kNow - 3600};
  const Fact domain{FactKind::domain_awl, "192.0.2", "", "x.example", "", kNow - 7200, kNow - 100};
  const std::string text = describe({sender, domain}, Rules{}, kNow);
  CHECK(text.find("from_awl   a@x.example: passes at once") != std::string::npos);
  CHECK(text.find("domain_awl everybody@x.example: passes at once") != std::string::npos);
}

TEST_CASE("whom an own user wrote to is told, and the organisation that stands for everybody") {
  const Fact bob{FactKind::correspondent,
                 "to:anna@here.example",
                 "bob",
                 "x.example",
                 "",
                 kNow - 7200,
                 kNow - 60};
  const Fact all{FactKind::correspondent, "to:@y.example", "%", "y.example", "", kNow, kNow};
  const std::string text = describe({bob, all}, Rules{}, kNow);
  CHECK(text.find("source to:anna@here.example\n  correspondent bob@x.example: an own user wrote "
                  "there, so its mail passes at once; first 2025-10-09 06:53:20 UTC, last "
                  "2025-10-09 08:52:20 UTC (60 s ago), kept until 2026-01-07 08:52:20 UTC\n") !=
        std::string::npos);
  CHECK(text.find("correspondent everybody of y.example: ") != std::string::npos);
  CHECK(describe({bob}, Rules{}, kNow - 60 + 90 * 86'400).empty());
}

TEST_CASE("expired entries are not told") {
  CHECK(describe({waiting(kNow - 86401)}, Rules{}, kNow).empty());
  CHECK(describe({}, Rules{}, kNow).empty());
}

TEST_CASE("what was let pass does not wait: by an entry of its sender, or of its domain") {
  const Fact sender{FactKind::from_awl, "192.0.2", "a", "x.example", "", kNow - 60, kNow};
  const Fact domain{FactKind::domain_awl, "192.0.2", "", "x.example", "", kNow - 60, kNow};
  Fact elsewhere = sender;
  elsewhere.src = "198.51.100";
  CHECK(describe({waiting(kNow - 60), sender}, Rules{}, kNow).find("waiting") == std::string::npos);
  CHECK(describe({waiting(kNow - 60), domain}, Rules{}, kNow).find("waiting") == std::string::npos);
  CHECK(describe({waiting(kNow - 60), elsewhere}, Rules{}, kNow).find("waiting") !=
        std::string::npos);
}

TEST_CASE("a thousand entries are told, and how many more there are") {
  std::vector<Fact> facts;
  for (int i = 0; i < 1001; ++i) {
    facts.push_back(waiting(kNow));
    facts.back().sender_name = "n" + std::to_string(i);
  }
  CHECK(describe(facts, Rules{}, kNow).ends_with("and 1 more\n"));
  facts.pop_back();
  CHECK(describe(facts, Rules{}, kNow).find("more") == std::string::npos);
}

TEST_CASE("times beyond the calendar are told as its end") {
  constexpr UnixTime kMost = std::numeric_limits<UnixTime>::max();
  const Fact sender{FactKind::from_awl, "192.0.2", "b", "x.example", "", -kMost, kMost};
  const std::string text = describe({waiting(kMost), sender}, Rules{}, kNow);
  CHECK(text.find("first tried 9999-12-31 23:59:59 UTC (0 s ago); "
                  "a retry passes after 9999-12-31 23:59:59 UTC") != std::string::npos);
  CHECK(text.find("first seen 1970-01-01 00:00:00 UTC, last seen 9999-12-31 23:59:59 UTC "
                  "(0 s ago), kept until 9999-12-31 23:59:59 UTC") != std::string::npos);
}

TEST_CASE("what strangers wrote cannot break the lines") {
  Fact fact = waiting(kNow);
  fact.sender_name = "a%0Ab%1B";
  const std::string text = describe({fact}, Rules{}, kNow);
  CHECK(text.find("a\\x0ab\\x1b@x.example") != std::string::npos);
}

}  // namespace greycache::describe_test
