// Rows of the opt tables that a pattern matches, from all pages.
#include "greyctl/opt_rows.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace greycache;

namespace {

// Two pages of one table, one of the other.
ClientResult answer(const std::string& line) {
  static const std::map<std::string, std::string> kPages{
      {"optin page domain ", "  a.example\n  b.example\nnext b.example\n"},
      {"optin page domain b.example", "  c.example\nend\n"},
      {"optin page email ", "  bob@a.example\n  x[1]@b.example\nend\noptmethod is none\n"}};
  const auto page = kPages.find(line);
  if (page == kPages.end()) return tl::make_unexpected("unexpected: " + line);
  return page->second;
}

std::string found(const std::string& pattern, bool json = false) {
  const auto rows = find_opt_rows("optin", pattern, json, answer);
  REQUIRE(rows.has_value());
  CHECK(rows->any == (rows->text != "" && rows->text != "[]\n"));
  return rows->text;
}

}  // namespace

TEST_CASE("without a wildcard a row is found that holds the text, in any case") {
  CHECK(found("A.Ex") == "optin_domain a.example\noptin_email bob@a.example\n");
  CHECK(found("nobody").empty());
}

TEST_CASE("with one it is matched as a whole") {
  CHECK(found("?.example") ==
        "optin_domain a.example\noptin_domain b.example\noptin_domain c.example\n");
  CHECK(found("*@a.example") == "optin_email bob@a.example\n");
  CHECK(found("a*x").empty());
}

TEST_CASE("other characters of the shell are only themselves") {
  CHECK(found("x[1]*") == "optin_email x[1]@b.example\n");
  CHECK(found("[ab]*").empty());
  CHECK(found("\\").empty());
}

TEST_CASE("as JSON they are an array of tables and rows") {
  CHECK(found("bob", true) == R"([{"table":"optin_email","row":"bob@a.example"}])"
                              "\n");
  CHECK(found("nobody", true) == "[]\n");
}

TEST_CASE("a daemon that does not answer is told") {
  const auto rows = find_opt_rows("optin", "a", false, [](const std::string&) -> ClientResult {
    return tl::make_unexpected("away");
  });
  CHECK_FALSE(rows.has_value());
}
