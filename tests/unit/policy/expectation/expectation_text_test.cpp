// Rows of expectations as lines.
#include "greycache/policy/expectation/expectation_text.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

TEST_CASE("a row reads back, whatever its texts hold") {
  for (const Expectation& row :
       {Expectation{"bob@here.example", "", 3600, 0, 7200, false, ""},
        Expectation{"@here.example", "<>", 3600, 1, 7200, true, "two words, 100%"},
        Expectation{"b\xc3\xb6 b@here.example", "a@x.example", 1, 2, 3, false, "\xc3\xbc"}}) {
    const std::string line = expectation_line(row);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(parse_expectation_line(line) == row);
  }
  CHECK(expectation_line({"bob@here.example", "", 3600, 0, 7200, true, "a b"}) ==
        "bob@here.example  3600 0 7200 1 a%20b");
}

TEST_CASE("what is no row is none") {
  for (const char* line :
       {"", "a b", " <> 1 2 3 0 ", "a  1 2 3 2 ", "a  x 2 3 0 ", "a  -1 2 3 0 ", "a  1 2 3 0",
        "a  1 2 3 0 b c", "a  1 2 999999999999 0 ", "%FF  1 2 3 0 "}) {
    CAPTURE(line);
    CHECK_FALSE(parse_expectation_line(line).has_value());
  }
  const std::string long_name(kExpectedNameLimit + 1, 'a');
  CHECK_FALSE(parse_expectation_line(long_name + "  1 2 3 0 ").has_value());
}

}  // namespace greycache
