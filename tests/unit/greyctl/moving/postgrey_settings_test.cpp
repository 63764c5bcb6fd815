// POSTGREY_OPTS.
#include "greyctl/moving/postgrey/postgrey_settings.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("without options postgrey's defaults count") {
  for (const char* text :
       {"", "# POSTGREY_OPTS=\"--delay=1\"\n", "POSTGREY_OPTS=\"--inet=10023\""}) {
    const auto settings = postgrey_settings_of(text);
    CHECK(settings.delay == 300);
    CHECK(settings.max_age == 35 * 86400);
    CHECK(settings.ipv4cidr == 24);
    CHECK(settings.auto_whitelist_clients == 5);
    CHECK_FALSE(settings.lookup_by_host);
    CHECK_FALSE(settings.privacy);
  }
}

TEST_CASE("options with and without an equals sign; the last line counts") {
  const auto settings = postgrey_settings_of(
      "POSTGREY_OPTS=\"--delay=1\"\n"
      " POSTGREY_OPTS='--inet=10023 --delay 60 --max-age=10 --lookup-by-host --ipv6cidr=48 "
      "--auto-whitelist-clients=0 --privacy --whitelist-clients=/a --whitelist-clients /b'\n");
  CHECK(settings.delay == 60);
  CHECK(settings.max_age == 10 * 86400);
  CHECK(settings.lookup_by_host);
  CHECK(settings.privacy);
  CHECK(settings.ipv6cidr == 48);
  CHECK(settings.auto_whitelist_clients == 0);
  CHECK(settings.whitelist_clients == std::vector<std::string>{"/a", "/b"});
}

TEST_CASE("what is no number, and a 0 that postgrey takes for none, leave the default") {
  const auto settings = postgrey_settings_of(
      "POSTGREY_OPTS=\"--delay=0 --max-age=x --ipv4cidr=33 --ipv6cidr=129 "
      "--auto-whitelist-clients\"");
  CHECK(settings.delay == 300);
  CHECK(settings.max_age == 35 * 86400);
  CHECK(settings.ipv4cidr == 24);
  CHECK(settings.ipv6cidr == 64);
  CHECK(settings.auto_whitelist_clients == 5);
}

}  // namespace greycache
