#include "common/action.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("a reply is one action line and an empty line") {
  CHECK(Action("dunno").reply() == "action=dunno\n\n");
}

TEST_CASE("an action's text is what its reply says") {
  CHECK(Action("").text().empty());
  CHECK(Action("").reply() == "action=\n\n");
  CHECK(Action("PREPEND X: a\nb").text() == "PREPEND X: a?b");
}

TEST_CASE("what a sender wrote cannot end the reply or add a header") {
  CHECK(Action("PREPEND X: a\r\nEvil: b\n\n\x80\x7f").reply() ==
        "action=PREPEND X: a??Evil: b????\n\n");
}

TEST_CASE("an action is cut at its limit, not before") {
  CHECK(printable_action(std::string(kMaxActionLength, 'a')).size() == kMaxActionLength);
  CHECK(printable_action(std::string(kMaxActionLength + 1, 'a')).size() == kMaxActionLength);
}
