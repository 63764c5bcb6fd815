// Shows what a pattern's end says of the texts that it matches.
#include "greycache/policy/lists/literal_tail.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "greycache/pattern/pattern.h"

namespace greycache {

TEST_CASE("what stands before $ must stand at the end of a text, in lower case") {
  CHECK(literal_tail("^mail-[a-z0-9]+-[a-z][0-9a-f]+\\.google\\.com$") == ".google.com");
  CHECK(literal_tail("\\.smtp-out\\.(?:[a-z0-9-]+\\.)?amazonses\\.com$") == "amazonses.com");
  CHECK(literal_tail("^o[0-9]+\\.p[0-9]+\\.mailjet\\.com$") == ".mailjet.com");
  CHECK(literal_tail("^(?:a|b)\\.(c|d)\\.Example\\.COM$") == ".example.com");
  CHECK(literal_tail("^a\\d{2,3}\\.dom\\.com$") == ".dom.com");
  CHECK(literal_tail("^unknown$") == "unknown");
  CHECK(literal_tail("a[$|(]b$") == "b");
  CHECK(literal_tail("$a$") == "a");
}

TEST_CASE("a character that may be missing, or is no character, is none of the end") {
  CHECK(literal_tail("com?$").empty());
  CHECK(literal_tail("com*net$") == "net");
  CHECK(literal_tail("com{0}x$") == "x");
  CHECK(literal_tail("a.com$") == "com");
  CHECK(literal_tail("a\\.[a-z]$").empty());
  CHECK(literal_tail("(com)$").empty());
  CHECK(literal_tail("(?:com)?\\.x$") == ".x");
}

TEST_CASE("of a pattern that does not end simply nothing is said") {
  for (const char* pattern : {"",
                              "a",
                              "com",
                              "a\\.com\\$",
                              "a$|\\.com$",
                              "a|\\.com$",
                              "(?i)a\\.com$",
                              "(?=a)\\.com$",
                              "(?|a|b)\\.com$",
                              "(*NO_JIT)\\.com$",
                              "\\Qa|b\\E\\.com$",
                              "\\x63om$",
                              "\\bcom$",
                              "com\\z",
                              "[]a]\\.com$",
                              "[^]a]\\.com$",
                              "[[:alpha:]|]\\.com$",
                              "(a\\.com$",
                              "a)\\.com$",
                              "[a\\.com$",
                              "a\\"}) {
    CAPTURE(pattern);
    CHECK(literal_tail(pattern).empty());
  }
}

// Patterns and texts of the same few parts, so that many match.
TEST_CASE("a text that does not end so is not matched, whatever the pattern") {
  constexpr const char* kParts[] = {"a",   "b",   "-",   "\\.",   ".",   "?",  "*", "|",
                                    "(",   "(?:", ")",   "[a",    "[^b", "]",  "$", "^",
                                    "\\d", "1",   "{2}", "\\x61", "+",   "\\Q"};
  constexpr char kLetters[] = {'a', 'b', '.', '-', '1', 'x'};
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same run each time
  const auto below = [&](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  int with_tail = 0;
  int matched = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string pattern;
    for (std::size_t part = below(8); part > 0; --part) {
      pattern += kParts[below(std::size(kParts))];
    }
    pattern += "$";
    const std::string tail = literal_tail(pattern);
    const auto compiled = Pattern::compile(pattern, true);
    if (tail.empty() || !compiled) continue;
    ++with_tail;
    for (int text_round = 0; text_round < 10; ++text_round) {
      std::string text;
      for (std::size_t letter = below(6); letter > 0; --letter) {
        text += kLetters[below(std::size(kLetters))];
      }
      if (!compiled->matches(text)) continue;
      ++matched;
      CHECK_MESSAGE(text.ends_with(tail), pattern << " matches " << text);
    }
  }
  CHECK(with_tail > 1000);
  CHECK(matched > 1000);
}

}  // namespace greycache
