// The setting that turns the panel on, and the file of who may use it.
#include "greyctl/panel/panel_setting.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "greyctl/panel/account_file.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("the setting takes the place of its line, or of the sample's, or stands at the end") {
  CHECK(with_panel_socket("", "/s") == "panel_socket = /s\n");
  CHECK(with_panel_socket("a = 1", "/s") == "a = 1\npanel_socket = /s\n");
  CHECK(with_panel_socket("#panel_socket =\nb = 2\n", "/s") == "panel_socket = /s\nb = 2\n");
  CHECK(with_panel_socket("#panel_socket =\npanel_socket=/x\n", "") ==
        "#panel_socket =\npanel_socket = \n");
}

TEST_CASE("of several lines one stays, and names that only begin so are others") {
  CHECK(with_panel_socket("panel_socket = /a\nx = 1\n panel_socket = /b\n", "/s") ==
        "panel_socket = /s\nx = 1\n");
  CHECK(with_panel_socket("panel_socket_x = 1\n", "/s") ==
        "panel_socket_x = 1\npanel_socket = /s\n");
}

TEST_CASE("again is no change") {
  const std::string once = with_panel_socket("a = 1\n", "/s");
  CHECK(with_panel_socket(once, "/s") == once);
}

TEST_CASE("a file of accounts that is not there has none, and a new one is not everybody's") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("panel_accounts");
  CHECK(read_account_file(path)->empty());
  REQUIRE(write_account_file(path, {{"root", Role::admin, "", "$y$a$b"}}));
  const auto read = read_account_file(path);
  REQUIRE(read);
  CHECK(read->size() == 1);
  struct stat status = {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0007U) == 0);
}

TEST_CASE("a link to a file of accounts stays one, and one that leads nowhere is told") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("panel_accounts");
  const std::string real = directory.file("kept_elsewhere");
  REQUIRE(write_account_file(real, {}));
  REQUIRE(symlink(real.c_str(), path.c_str()) == 0);
  REQUIRE(write_account_file(path, {{"root", Role::admin, "", "$y$a$b"}}));
  CHECK(std::filesystem::is_symlink(path));
  CHECK(read_account_file(real)->size() == 1);
  REQUIRE(unlink(real.c_str()) == 0);
  const auto written = write_account_file(path, {});
  REQUIRE_FALSE(written);
  CHECK(written.error().starts_with("cannot follow " + path));
}

}  // namespace greycache
