// Tests of a whitelist's patterns together.
#include "greycache/policy/lists/pattern_set.h"

#include <doctest/doctest.h>

#include <string>

#include "common/text.h"

namespace greycache {

namespace {

PatternSet set_of(const std::vector<std::string>& texts) {
  std::vector<std::shared_ptr<const ListPattern>> patterns;
  for (const std::string& text : texts) {
    auto pattern = ListPattern::compile(text, ListPattern::Case::ignored, "test:1");
    REQUIRE(pattern.has_value());
    patterns.push_back(std::make_shared<const ListPattern>(*std::move(pattern)));
  }
  PatternSet set;
  set.add(patterns);
  return set;
}

bool matches(const PatternSet& set, const std::string& text) {
  return set.matches(text, lower_ascii(text));
}

}  // namespace

TEST_CASE("a text is matched by its end, however long the pattern's is") {
  for (const std::string tail :
       {"a", "a.b", "1234.cd", "12345.cd", "123456.cd", "mail.long.example"}) {
    CAPTURE(tail);
    std::string escaped;
    for (const char c : tail) escaped += c == '.' ? std::string("\\.") : std::string(1, c);
    const PatternSet set = set_of({"^x?" + escaped + "$"});
    CHECK(matches(set, tail));
    CHECK(matches(set, "x" + tail));
    CHECK(matches(set, "X" + tail));
    CHECK_FALSE(matches(set, "y" + tail));
    CHECK_FALSE(matches(set, tail.substr(1)));
    CHECK_FALSE(matches(set, tail + "z"));
    CHECK_FALSE(matches(set, ""));
  }
}

TEST_CASE("capitals of a name are its letters") {
  CHECK(matches(set_of({"^m[0-9]+\\.Pool\\.Example$"}), "M7.POOL.example"));
}

TEST_CASE("one of many is found, and one whose end is not known among them") {
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i) texts.push_back("^m\\.pool" + std::to_string(i) + "\\.example$");
  texts.emplace_back("^in the (middle|end)");
  const PatternSet set = set_of(texts);
  CHECK(set.size() == 101);
  CHECK(matches(set, "m.pool0.example"));
  CHECK(matches(set, "m.pool99.example"));
  CHECK_FALSE(matches(set, "m.pool100.example"));
  CHECK(matches(set, "in the middle of nowhere"));
  CHECK_FALSE(matches(set_of({}), "m.pool0.example"));
}

}  // namespace greycache
