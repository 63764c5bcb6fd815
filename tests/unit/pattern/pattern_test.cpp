// Operators' patterns: what matches, what is refused, and what is given up.
#include "greycache/pattern/pattern.h"

#include <doctest/doctest.h>

#include <string>

using greycache::Pattern;

namespace {

Pattern pattern(std::string_view text, bool caseless = false) {
  auto compiled = Pattern::compile(text, caseless);
  REQUIRE(compiled.has_value());
  return std::move(*compiled);
}

}  // namespace

TEST_CASE("a pattern is looked for anywhere in the subject") {
  const Pattern dial_up = pattern("(adsl|dhcp)[0-9.-]");
  CHECK(dial_up.matches("host.adsl-1.example"));
  CHECK_FALSE(dial_up.matches("host.adslx"));
  CHECK_FALSE(dial_up.matches(""));
}

TEST_CASE("anchors hold at the ends of the subject") {
  const Pattern whole = pattern("^unknown$");
  CHECK(whole.matches("unknown"));
  CHECK_FALSE(whole.matches("unknown.example"));
  CHECK_FALSE(whole.matches("an unknown"));
}

TEST_CASE("case counts unless the pattern is caseless") {
  CHECK_FALSE(pattern("mail").matches("MAIL.example"));
  CHECK(pattern("mail", true).matches("MAIL.example"));
}

TEST_CASE("Perl's constructs work") {
  CHECK(pattern("^(?!list)\\w+@").matches("bob@a.example"));
  CHECK_FALSE(pattern("^(?!list)\\w+@").matches("list@a.example"));
  CHECK(pattern("(\\w)\\1").matches("aa"));
}

TEST_CASE("an empty pattern matches everything, as a default view does") {
  CHECK(pattern("").matches(std::string_view()));
  CHECK(pattern({}).matches("x"));
}

TEST_CASE("any bytes are a valid subject") {
  const Pattern dot = pattern("^.$");
  CHECK(dot.matches("\xff"));
  CHECK(dot.matches(std::string_view("\0", 1)));
  CHECK_FALSE(dot.matches("\xc3\xa9"));
}

TEST_CASE("a pattern cannot switch to UTF") {
  CHECK_FALSE(Pattern::compile("(*UTF)x", false).has_value());
}

TEST_CASE("what is no pattern is refused with reason and offset") {
  const auto refused = Pattern::compile("ab(cd", false);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() == "missing closing parenthesis at offset 5");
}

TEST_CASE("a subject is seen up to its 512th byte") {
  const Pattern end = pattern("x$");
  CHECK(end.matches(std::string(511, 'a') + 'x'));
  CHECK_FALSE(end.matches(std::string(512, 'a') + 'x'));
  CHECK(end.matches(std::string(511, 'a') + "xyz"));
}

TEST_CASE("a pattern that runs away counts as no match and is remembered") {
  const Pattern runaway = pattern("^(a+)+$");
  CHECK(runaway.matches("aaa"));
  CHECK(runaway.exceeded_count() == 0);
  CHECK_FALSE(runaway.matches(std::string(40, 'a') + 'b'));
  CHECK(runaway.exceeded_count() > 0);
  CHECK_FALSE(runaway.matches(std::string(40, 'a') + 'b'));
  CHECK(runaway.exceeded_count() == 2);
  CHECK(runaway.matches("aaa"));
}

TEST_CASE("a match may be allowed fewer steps, that one only") {
  for (const char* text : {"a.*b.*[cd]", "(*NO_JIT)a.*b.*[cd]"}) {
    const Pattern plain = pattern(text);
    const std::string subject = std::string(100, 'a') + std::string(100, 'b');
    CHECK_FALSE(plain.matches(subject, 10));
    CHECK(plain.exceeded_count() == 1);
    CHECK(plain.matches(subject + "c"));
    CHECK(plain.matches("abc", 10));
    CHECK(plain.exceeded_count() == 1);
  }
}

TEST_CASE("deep recursion is a runaway too") {
  const Pattern deep = pattern("^(?:x(?R)?y|z)*+$|(?:(?:.|(?:..))*)*q");
  CHECK_FALSE(deep.matches(std::string(512, 'x')));
  CHECK(deep.exceeded_count() > 0);
}

TEST_CASE("a pattern that forbids JIT is matched all the same, within the limits") {
  const Pattern plain = pattern("(*NO_JIT)ab+c");
  CHECK(plain.matches("xabbc"));
  CHECK_FALSE(plain.matches("xac"));
  CHECK(plain.exceeded_count() == 0);
  const Pattern runaway = pattern("(*NO_JIT)^(a+)+$");
  CHECK_FALSE(runaway.matches(std::string(40, 'a') + 'b'));
  CHECK(runaway.exceeded_count() > 0);
}

TEST_CASE("a moved pattern goes on matching") {
  Pattern first = pattern("abc");
  Pattern second = std::move(first);
  CHECK(second.matches("xabcx"));
  Pattern third = pattern("q");
  third = std::move(second);
  CHECK(third.matches("abc"));
  CHECK_FALSE(third.matches("q"));
}
