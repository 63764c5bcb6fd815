#include "common/wrapped_text.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("a line takes words up to its width, and one byte less breaks it") {
  CHECK(wrapped_text("one two", "# ", 9) == "# one two\n");
  CHECK(wrapped_text("one two", "# ", 8) == "# one\n# two\n");
}

TEST_CASE("a word that is longer than the width has a line of its own") {
  CHECK(wrapped_text("a verylongword b", "", 5) == "a\nverylongword\nb\n");
  CHECK(wrapped_text("verylongword", "  ", 5) == "  verylongword\n");
}

TEST_CASE("without a word there is the margin") {
  CHECK(wrapped_text("", "#", 5) == "#\n");
}
