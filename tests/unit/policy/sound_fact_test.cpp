// Which facts make sense, at the bounds of names and times.
#include "greycache/policy/sound_fact.h"

#include <doctest/doctest.h>

#include "tests/contract/example_facts.h"

namespace greycache {

namespace {

const Fact kConnect = connect_fact("192.0.2", "n", "d.example", "r@here.example", kTestTime);

Fact with(std::string Fact::*name, std::string text) {
  Fact fact = kConnect;
  fact.*name = std::move(text);
  return fact;
}

}  // namespace

TEST_CASE("a fact of each kind with its own names is sound, with another kind's it is not") {
  CHECK(is_sound(kConnect));
  CHECK(is_sound(from_awl_fact("192.0.2", "n", "d.example", 0, kLatestTime)));
  CHECK(is_sound(domain_awl_fact("192.0.2", "d.example", 5, 6)));
  Fact fact = from_awl_fact("192.0.2", "n", "d.example", 5, 6);
  fact.rcpt = "r";
  CHECK_FALSE(is_sound(fact));
  fact = domain_awl_fact("192.0.2", "d.example", 5, 6);
  fact.sender_name = "n";
  CHECK_FALSE(is_sound(fact));
}

TEST_CASE("a name is printable ASCII of one to so many bytes") {
  for (const auto name : {&Fact::src, &Fact::sender_name, &Fact::sender_domain, &Fact::rcpt}) {
    for (const std::string& bad :
         {std::string(), std::string(" "), std::string("a b"), std::string("\x7f"),
          std::string("\xc3\xa4"), std::string("\xff"), std::string("a\0b", 3), std::string("\n"),
          std::string(kLongestName + 1, 'x')}) {
      CAPTURE(bad.size());
      CHECK_FALSE(is_sound(with(name, bad)));
    }
    CHECK(is_sound(with(name, "!")));
    CHECK(is_sound(with(name, "~")));
    CHECK(is_sound(with(name, std::string(kLongestName, 'x'))));
  }
}

TEST_CASE("a time is one of 1970 to 9999") {
  CHECK_FALSE(is_sound_time(INT64_MIN));
  CHECK_FALSE(is_sound_time(-1));
  CHECK(is_sound_time(0));
  CHECK(is_sound_time(kLatestTime));
  CHECK_FALSE(is_sound_time(kLatestTime + 1));
  CHECK_FALSE(is_sound_time(INT64_MAX));
  CHECK_FALSE(is_sound(from_awl_fact("192.0.2", "n", "d.example", -1, 5)));
  CHECK_FALSE(is_sound(from_awl_fact("192.0.2", "n", "d.example", 5, kLatestTime + 1)));
}

}  // namespace greycache
