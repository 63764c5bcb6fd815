// Which mail is expected.
#include "greycache/policy/expectation/expectations.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace greycache::expectations_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

Expectation row(std::string recipient, std::string sender, UnixTime made_at = kNow,
                bool removed = false) {
  return {std::move(recipient), std::move(sender), kNow + 3600, made_at, kNow + 3600, removed, ""};
}

Expectations of(std::initializer_list<Expectation> rows) {
  Expectations expectations;
  for (const Expectation& each : rows) REQUIRE(expectations.merge(each));
  return expectations;
}

bool passes(const Expectations& expectations, std::string_view sender, std::string_view recipient,
            UnixTime now = kNow) {
  return expectations.match(sender, recipient, now) != nullptr;
}

}  // namespace

TEST_CASE("without any nothing is expected") {
  CHECK_FALSE(passes({}, "a@x.example", "bob@here.example"));
}

TEST_CASE("mail of anybody to an address") {
  const Expectations expected = of({row("bob@here.example", "")});
  CHECK(passes(expected, "a@x.example", "bob@here.example"));
  CHECK(passes(expected, "", "bob@here.example"));
  CHECK_FALSE(passes(expected, "a@x.example", "carol@here.example"));
  CHECK_FALSE(passes(expected, "a@x.example", "bob@sub.here.example"));
  CHECK(passes(expected, "a@x.example", "bob@here.example", kNow + 3599));
  CHECK_FALSE(passes(expected, "a@x.example", "bob@here.example", kNow + 3600));
}

TEST_CASE("a domain stands for those below it, not for what only ends so") {
  const Expectations expected = of({row("@here.example", "@shop.example")});
  CHECK(passes(expected, "a@shop.example", "bob@here.example"));
  CHECK(passes(expected, "bounce@em1.news.shop.example", "bob@mail.here.example"));
  CHECK_FALSE(passes(expected, "a@workshop.example", "bob@here.example"));
  CHECK_FALSE(passes(expected, "a@shop.example", "bob@there.example"));
  CHECK_FALSE(passes(expected, "a@example", "bob@here.example"));
  CHECK_FALSE(passes(expected, "", "bob@here.example"));
}

TEST_CASE("mail of one sender to one recipient, and no other") {
  const Expectations expected = of({row("bob@here.example", "a@x.example")});
  CHECK(passes(expected, "a@x.example", "bob@here.example"));
  CHECK_FALSE(passes(expected, "b@x.example", "bob@here.example"));
  CHECK_FALSE(passes(expected, "a+tag@x.example", "bob@here.example"));
}

TEST_CASE("the null sender is a sender of its own") {
  const Expectations expected = of({row("bob@here.example", "<>")});
  CHECK(passes(expected, "", "bob@here.example"));
  CHECK_FALSE(passes(expected, "a@x.example", "bob@here.example"));
}

TEST_CASE("of several rows any that counts lets pass") {
  const Expectations expected =
      of({row("bob@here.example", "a@x.example", kNow, true), row("@here.example", "@x.example")});
  CHECK(passes(expected, "a@x.example", "bob@here.example"));
  CHECK(passes(expected, "b@x.example", "carol@here.example"));
}

TEST_CASE("addresses of odd form match nothing, and cost little") {
  const Expectations expected = of({row("@here.example", "")});
  CHECK(passes(expected, "a@x.example", "b@b@here.example"));
  CHECK_FALSE(passes(expected, "a@x.example", "nobody"));
  CHECK_FALSE(passes(expected, "a@x.example", ""));
  CHECK_FALSE(passes(expected, "a@x.example", "bob@"));
  std::string endless = "bob@";
  for (int i = 0; i < 10'000; ++i) endless += "a.";
  CHECK_FALSE(passes(expected, "a@x.example", endless + "here.example"));
}

TEST_CASE("a row of the same names merges, and a full set takes no others") {
  Expectations expected = of({row("bob@here.example", "")});
  CHECK(expected.merge(row("bob@here.example", "", kNow + 1, true)));
  CHECK(expected.size() == 1);
  CHECK_FALSE(passes(expected, "a@x.example", "bob@here.example"));
  for (std::size_t i = 1; i < kMostExpectations; ++i) {
    REQUIRE(expected.merge(row("u" + std::to_string(i) + "@here.example", "")));
  }
  CHECK_FALSE(expected.merge(row("one@more.example", "")));
  CHECK(expected.merge(row("bob@here.example", "", kNow + 2)));
  CHECK(passes(expected, "a@x.example", "bob@here.example"));
}

TEST_CASE("what another set lacks, or has in an older form, is told, unless it is over") {
  const Expectations mine =
      of({row("a@x.example", ""), row("b@x.example", "", kNow, true), row("c@x.example", "")});
  const Expectations theirs =
      of({row("a@x.example", ""), row("b@x.example", "", kNow - 1), row("d@x.example", "")});
  CHECK(mine.missing_in(mine, kNow).empty());
  const auto missing = mine.missing_in(theirs, kNow);
  REQUIRE(missing.size() == 2);
  for (const Expectation& each : missing) {
    CHECK((each.recipient == "b@x.example" || each.recipient == "c@x.example"));
  }
  CHECK(mine.missing_in(theirs, kNow + 3600).empty());
}

TEST_CASE("a forgetting that lies ahead is not given back to a store that lacks it") {
  const UnixTime ahead = kNow + kForgottenAhead;
  const ForgottenName name{ForgottenName::Scope::source, "192.0.2"};
  CHECK(of({forgotten_row(name, ahead, ahead + 9, "")}).missing_in({}, kNow).size() == 1);
  CHECK(of({forgotten_row(name, ahead + 1, ahead + 9, "")}).missing_in({}, kNow).empty());
}

TEST_CASE("those that count are listed in their order, page by page") {
  const Expectations expected = of({row("b@x.example", "z@z.example"), row("b@x.example", ""),
                                    row("a@x.example", ""), row("c@x.example", "", kNow, true)});
  const auto page = [&](std::string_view recipient, std::string_view sender, std::size_t limit) {
    std::string names;
    for (const Expectation* each : expected.counting(recipient, sender, limit, kNow)) {
      names += each->recipient + "<" + each->sender + " ";
    }
    return names;
  };
  CHECK(page("", "", 2) == "a@x.example< b@x.example< ");
  CHECK(page("b@x.example", "", 2) == "b@x.example<z@z.example ");
  CHECK(page("b@x.example", "z@z.example", 2).empty());
  CHECK(expected.counting("", "", 9, kNow + 3600).empty());
}

TEST_CASE("a dot at the end of a domain means nothing") {
  Expectations expectations;
  REQUIRE(expectations.merge({"@customer.example", "a@shop.example", 9, 1, 9, false, ""}));
  CHECK(expectations.match("a@shop.example.", "u@customer.example.", 5) != nullptr);
  CHECK(expectations.match("a@shop.example", "u@below.customer.example.", 5) != nullptr);
  CHECK(expectations.match("a@shop.example", "u@customer.example..", 5) == nullptr);
  CHECK(expectations.match("a@shop.example", "u@.", 5) == nullptr);
}

}  // namespace greycache::expectations_test
