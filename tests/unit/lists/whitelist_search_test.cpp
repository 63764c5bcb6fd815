// The line of a whitelist that a client stands on.
#include "greycache/config/lists/whitelist_search.h"

#include <doctest/doctest.h>

#include "tests/unit/lists/list_directory.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

std::string line_of(const ListDirectory& lists, std::string_view address,
                    const std::string& name = "") {
  return whitelisting_line(lists.path(), IpAddress::parse(address), name, kPatience)
      .value_or("none");
}

}  // namespace

TEST_CASE("the first line that holds a client is told, with its list") {
  const ListDirectory lists;
  lists.write("clients_ip_whitelist", "# shipped\n192.0.2.1\n198.51.100.0/24 # an office\n");
  lists.write("clients_ip_whitelist.local", "nonsense\n203.0.113\n");
  lists.write("clients_fqdn_whitelist.local", "\n/^mx[0-9]\\./\n*.example.org\n");
  CHECK(line_of(lists, "192.0.2.1") == "clients_ip_whitelist:2: 192.0.2.1");
  CHECK(line_of(lists, "198.51.100.7") == "clients_ip_whitelist:3: 198.51.100.0/24");
  CHECK(line_of(lists, "203.0.113.255") == "clients_ip_whitelist.local:2: 203.0.113");
  CHECK(line_of(lists, "192.0.2.2") == "none");
  CHECK(line_of(lists, "192.0.2.2", "a.example.org") ==
        "clients_fqdn_whitelist.local:3: *.example.org");
  CHECK(line_of(lists, "192.0.2.2", "mx1.example.org") ==
        "clients_fqdn_whitelist.local:2: /^mx[0-9]\\./");
  CHECK(line_of(lists, "192.0.2.2", "example.org") == "none");
}

TEST_CASE("where there are no lists there is no line") {
  const ListDirectory lists;
  CHECK(line_of(lists, "192.0.2.1") == "none");
}

}  // namespace greycache
