// What came of moving in, in words.
#include "greyctl/moving/account/moving_account.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("nothing is said of what there is none of") {
  MovingAccount account;
  CHECK(account.text().empty());
  account.came("connect", 0);
  CHECK(account.text().empty());
}

TEST_CASE("each kind and reason is counted, with its first examples, escaped") {
  MovingAccount account;
  account.came("from_awl", 1000);
  account.came("connect");
  account.came("from_awl");
  for (const char* example : {"a\x1b[2J", "b", "c", "d"}) {
    account.set_aside("connect", "expired", example);
  }
  account.mended("capitals", "A@B");
  CHECK(account.text() ==
        "came:\n"
        "       1001  from_awl\n"
        "          1  connect\n"
        "mended:\n"
        "          1  capitals\n"
        "               A@B\n"
        "set aside:\n"
        "          4  connect: expired\n"
        "               a\\x1b[2J\n"
        "               b\n"
        "               c\n");
}

TEST_CASE("what was set aside, what of it is damage, and which kinds came can be asked for") {
  MovingAccount account;
  account.came("optin_email", 2);
  account.came("connect", 3);
  account.set_aside("connect", "expired", "x");
  CHECK(account.all_set_aside() == 1);
  CHECK_FALSE(account.any_damaged());
  account.damaged("connect", "half a row", "y");
  CHECK(account.all_set_aside() == 2);
  CHECK(account.any_damaged());
  CHECK(account.text().find("1  connect: half a row\n               y\n") != std::string::npos);
  CHECK(account.came_any_of({"optin_domain", "optin_email"}));
  CHECK_FALSE(account.came_any_of({"optin_domain"}));
}

}  // namespace greycache
