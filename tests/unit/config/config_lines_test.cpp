// The syntax of the configuration file.
#include "greycache/config/config_lines.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

TEST_CASE("keys and values are trimmed, comments and empty lines are left out") {
  const auto lines = config_lines("# a\n\n  awl_age =  60 d  # days\r\nprepend\n");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].number == 3);
  CHECK(lines[0].key == "awl_age");
  CHECK(lines[0].value == "60 d");
  CHECK(lines[1].key == "prepend");
  CHECK(lines[1].value.empty());
  CHECK_FALSE(lines[1].has_equals);
}

TEST_CASE("a byte order mark at the beginning is no part of the first key") {
  const std::string mark = "\xef\xbb\xbf";
  const std::string text = mark + "awl_age = 60\n" + mark + "prepend = off\n";
  const auto lines = config_lines(text);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].number == 1);
  CHECK(lines[0].key == "awl_age");
  CHECK(lines[1].key == mark + "prepend");
  CHECK(config_lines(mark).empty());
  CHECK(config_lines(mark.substr(0, 2)).size() == 1);
}

TEST_CASE("the first equals sign parts key and value") {
  const auto lines = config_lines("database = host=db1 user=grey");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].key == "database");
  CHECK(lines[0].value == "host=db1 user=grey");
}

TEST_CASE("a comment sign inside a word is noticed") {
  CHECK(config_lines("db_pass = abc#def")[0].value == "abc");
  CHECK(config_lines("db_pass = abc#def")[0].cut_inside_word);
  CHECK_FALSE(config_lines("db_pass = abc # def")[0].cut_inside_word);
  CHECK_FALSE(config_lines("db_pass = abc")[0].cut_inside_word);
}

TEST_CASE(
    "a line without a newline at its end counts, a value without a key is kept for an error") {
  CHECK(config_lines("").empty());
  CHECK(config_lines("a=1").size() == 1);
  const auto lines = config_lines("= 5");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].key.empty());
}
