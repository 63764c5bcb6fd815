// reject_code against access(5).
#include "greycache/config/reject_code.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("verbs that defer mail are good") {
  for (const std::string verb :
       {"400", "450", "451", "451 4.7.1", "499", "450 4.2.0 come back later", "599", "554 5.7.1",
        "defer_if_permit", "DEFER_IF_PERMIT", "defer", "421 4.7.0", "450 wait 3.5 minutes",
        "defer_if_permit 4.7.1"}) {
    CAPTURE(verb);
    CHECK(check_reject_code(verb) == "");
  }
}

TEST_CASE("verbs that do not defer mail are refused with a reason") {
  for (const std::string verb :
       {"", "399", "600", "250", "45", "4500", "450 5.7.1", "451 4.7", "451 4.7.1.2", "451 4..1",
        "451 4.7.1000", "451 44.7.1", "greylist", "\"450\"", "450 \xc3\xa4"}) {
    CAPTURE(verb);
    CHECK(check_reject_code(verb) != "");
  }
  CHECK(check_reject_code("450 " + std::string(196, 'x')) == "");
  CHECK(check_reject_code("450 " + std::string(197, 'x')) != "");
}

TEST_CASE("what lets mail pass is refused since it would switch greylisting off") {
  for (const std::string verb :
       {"dunno", "DUNNO", "ok", "permit", "relay", "defer_if_reject", "DEFER_IF_REJECT later",
        "hold", "warn", "prepend X: y", "discard"}) {
    CAPTURE(verb);
    CHECK(check_reject_code(verb).find("switch greylisting off") != std::string::npos);
  }
}

TEST_CASE("codes of class 5 and reject refuse mail for good") {
  CHECK(rejects_for_good("550"));
  CHECK(rejects_for_good("REJECT come back never"));
  CHECK_FALSE(rejects_for_good("450"));
  CHECK_FALSE(rejects_for_good("defer_if_permit"));
}

TEST_CASE("codes that close the connection are told") {
  CHECK(closes_connection("421"));
  CHECK(closes_connection("421 4.7.0 later"));
  CHECK(closes_connection("521"));
  CHECK_FALSE(closes_connection("450"));
  CHECK_FALSE(closes_connection("420"));
  CHECK_FALSE(closes_connection("defer"));
}
