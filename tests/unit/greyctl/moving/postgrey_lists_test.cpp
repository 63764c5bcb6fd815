// postgrey's whitelists in words of the lists here.
#include "greyctl/moving/postgrey/postgrey_lists.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a bare domain covers what is below it") {
  ClientLines lines;
  MovingAccount account;
  add_client_lines("# comment\nExample.org # why\n", lines, account);
  CHECK(lines.names == Lines{"example.org", "*.example.org"});
  CHECK(account.came_any_of({"whitelist_clients"}));
}

TEST_CASE("addresses, networks, three octets and patterns stay what they are") {
  ClientLines lines;
  MovingAccount account;
  add_client_lines(
      "192.0.2.7\n192.0.2.0/28\n198.51.100\n2001:DB8::/32\n2001:db8:0::7\n/^mail\\d+\\./\n", lines,
      account);
  CHECK(lines.addresses ==
        Lines{"192.0.2.7", "192.0.2.0/28", "198.51.100.0/24", "2001:db8::/32", "2001:db8::7"});
  CHECK(lines.names == Lines{"/^mail\\d+\\./"});
  CHECK(account.all_set_aside() == 0);
}

TEST_CASE("what would mean something else here is set aside") {
  ClientLines lines;
  MovingAccount account;
  add_client_lines("10.2\n300.1.1.1\n.example.org\nlocalhost\n/foo(/\ntwo words\n", lines, account);
  CHECK(lines.addresses.empty());
  CHECK(lines.names.empty());
  CHECK(account.all_set_aside() == 6);
}

TEST_CASE("recipients are rows of the opt-out tables") {
  MovingAccount account;
  const auto rows =
      recipient_rows("Bob@Example.com\nexample.net # all\npostmaster@\n/^abuse@/\na b\n", account);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].table == OptTable::optout_email);
  CHECK(rows[0].text == "bob@example.com");
  CHECK(rows[1].table == OptTable::optout_domain);
  CHECK(rows[1].text == "example.net");
  CHECK(account.all_set_aside() == 3);
  CHECK(account.text().find("a user of any domain") != std::string::npos);
}

}  // namespace greycache
