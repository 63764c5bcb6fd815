// Shows what an operator is told of another text of a list.
#include "greyctl/lists/list_difference.h"

#include <doctest/doctest.h>

namespace greycache::list_difference_test {

namespace {

const FetchedList& addresses() {
  return fetched_lists()[0];
}

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "192.0.2." + std::to_string(i) + "\n";
  return text;
}

}  // namespace

TEST_CASE("lines that come and go are shown, wherever they stand") {
  CHECK(difference_text(addresses(), "192.0.2.1\n192.0.2.2 # b\n", "192.0.2.3\n192.0.2.2\n") ==
        "1 more, 1 less\n    - 192.0.2.1\n    + 192.0.2.3\n");
  CHECK(difference_text(addresses(), "", "192.0.2.3\n192.0.2.3\n") ==
        "1 more, 0 less\n    + 192.0.2.3\n");
}

TEST_CASE("where no entry differs that is said") {
  CHECK(difference_text(addresses(), "192.0.2.1\n192.0.2.2\n", "# a\n192.0.2.2\n192.0.2.1\n") ==
        "only comments, or the order of lines\n");
}

TEST_CASE("what would act on a terminal is escaped") {
  CHECK(difference_text(addresses(), "", "a\x1b[2Jb\n").find('\x1b') == std::string::npos);
}

TEST_CASE("fifty lines are shown, the others are counted") {
  CHECK(difference_text(addresses(), "", lines(50)).find("others") == std::string::npos);
  const std::string text = difference_text(addresses(), "", lines(51));
  CHECK(text.starts_with("51 more, 0 less\n"));
  CHECK(text.ends_with("    + ... and 1 others\n"));
}

TEST_CASE("of a file that holds one pattern the pattern is compared") {
  const FetchedList& pattern = fetched_lists()[2];
  CHECK(difference_text(pattern, "# x\n^dsl\\.\n", "^dsl\\.|^ppp\\.\n") ==
        "1 more, 1 less\n    - ^dsl\\.\n    + ^dsl\\.|^ppp\\.\n");
}

}  // namespace greycache::list_difference_test
