// postgrey's options and whitelists in files: there, not there, not to be read.
#include "greyctl/moving/postgrey/postgrey_files.h"

#include <doctest/doctest.h>
#include <sysexits.h>

#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("a file with options that is named has to be there, and to be one") {
  const TemporaryDirectory directory;
  directory.write("postgrey", "POSTGREY_OPTS=\"--delay=60\"\n");
  CHECK(postgrey_defaults(directory.file("postgrey")) == "POSTGREY_OPTS=\"--delay=60\"\n");
  const auto none = postgrey_defaults(directory.file("none"));
  REQUIRE_FALSE(none);
  CHECK(none.error().why == directory.file("none") + ": No such file or directory");
  CHECK(none.error().status == EX_NOINPUT);
  const auto other = postgrey_defaults(directory.path());
  REQUIRE_FALSE(other);
  CHECK(other.error().why == directory.path() + ": cannot be read: Is a directory");
}

TEST_CASE("whitelists of all usual names in a directory are read; where there is none it is told") {
  const TemporaryDirectory directory;
  const auto none = postgrey_lists(directory.path(), {});
  REQUIRE_FALSE(none);
  CHECK(none.error().status == EX_NOINPUT);
  directory.write("postgrey_whitelist_clients", "a.example");
  directory.write("whitelist_clients.local", "b.example");
  const auto lists = postgrey_lists(directory.path(), {});
  REQUIRE(lists);
  CHECK(lists->clients == "b.example\na.example\n");
  CHECK(lists->recipients == "");
  CHECK(lists->lacking.empty());
}

TEST_CASE("of whitelists that the settings name those that lack are told") {
  const TemporaryDirectory directory;
  directory.write("mine", "a.example\n");
  PostgreySettings settings;
  settings.whitelist_clients = {directory.file("mine"), directory.file("none")};
  const auto lists = postgrey_lists("", settings);
  REQUIRE(lists);
  CHECK(lists->clients == "a.example\n\n");
  CHECK(lists->lacking == std::vector<std::string>{directory.file("none")});
}

}  // namespace greycache
