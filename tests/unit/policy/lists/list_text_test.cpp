// Shows how a list falls into lines and how its faults are told.
#include "greycache/policy/lists/list_text.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace greycache {

TEST_CASE("lines keep their numbers and lose comments and blanks around them") {
  const auto lines = list_lines("# heading\n\n  one  # c\r\n\t\n two three\n#\nfour");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].number == 3);
  CHECK(lines[0].text == "one");
  CHECK(lines[1].number == 5);
  CHECK(lines[1].text == "two three");
  CHECK(lines[2].number == 7);
  CHECK(lines[2].text == "four");
}

TEST_CASE("a comment right behind a character is told apart from one behind a blank") {
  const auto lines = list_lines("a#b\na #b\na\t#b\na\n");
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].cut_inside_word);
  CHECK_FALSE(lines[1].cut_inside_word);
  CHECK_FALSE(lines[2].cut_inside_word);
  CHECK_FALSE(lines[3].cut_inside_word);
}

TEST_CASE("lines behind the first million are left out, with a word") {
  std::string text;
  for (std::size_t line = 0; line < ListAllowance::kMostLines; ++line) text += "x\n";
  CHECK(list_lines(text).size() == ListAllowance::kMostLines);
  ListComplaints complaints("some_list");
  CHECK(list_lines(text + "\ny\nz\n", complaints).size() == ListAllowance::kMostLines);
  REQUIRE(complaints.sentences().size() == 1);
  CHECK(complaints.sentences()[0] ==
        "some_list:1000002: a list holds 1000000 lines at most; from here on 2 are left out");
}

TEST_CASE("a limit is told whatever the number of complaints") {
  ListComplaints complaints("some_list");
  for (int line = 1; line <= 30; ++line) complaints.add(line, "no good");
  complaints.add_limit(31, "too many");
  CHECK(complaints.sentences().back() == "some_list:31: too many");
}

TEST_CASE("a list of nothing has no lines") {
  CHECK(list_lines("").empty());
  CHECK(list_lines("\n\n").empty());
  CHECK(list_lines("#").empty());
}

TEST_CASE("a byte order mark is no part of the first line") {
  const auto lines = list_lines("\xef\xbb\xbfone\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].text == "one");
}

TEST_CASE("a complaint names file and line") {
  ListComplaints complaints("some_list");
  complaints.add(12, "no good");
  REQUIRE(complaints.sentences().size() == 1);
  CHECK(complaints.sentences()[0] == "some_list:12: no good");
}

TEST_CASE("complaints beyond the most are counted only") {
  ListComplaints complaints("some_list");
  for (int line = 1; line <= static_cast<int>(ListComplaints::kMost); ++line) {
    complaints.add(line, "no good");
  }
  CHECK(complaints.sentences().size() == ListComplaints::kMost);
  complaints.add(1000, "no good");
  complaints.add(1001, "no good");
  REQUIRE(complaints.sentences().size() == ListComplaints::kMost + 1);
  CHECK(complaints.sentences().back() == "some_list: 2 more lines are wrong");
}

}  // namespace greycache
