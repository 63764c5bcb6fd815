// The setting that turns the panel on, and the file of who may use it.
#include "greyctl/panel/panel_setting.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "greyctl/panel/account_file.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::panel_setting_test {

namespace {

const std::string kHash = "$y$j9T$salt$" + std::string(43, 'b');

}  // namespace

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

TEST_CASE("of many at once each sets it, and other lines stay") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("greycache.conf");
  directory.write("greycache.conf", "a = 1\n");
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < 6; ++i) {
      all.emplace_back([&] { failed += set_panel_socket(path, "/s").has_value() ? 0 : 1; });
    }
  }
  CHECK(failed == 0);
  CHECK(directory.read("greycache.conf") == "a = 1\npanel_socket = /s\n");
}

TEST_CASE("a file of accounts that is not there has none, and a new one is not everybody's") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("panel_accounts");
  CHECK(read_account_file(path)->empty());
  REQUIRE(write_account_file(path, {{"root", Role::admin, "", kHash}}));
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
  REQUIRE(write_account_file(path, {{"root", Role::admin, "", kHash}}));
  CHECK(std::filesystem::is_symlink(path));
  CHECK(read_account_file(real)->size() == 1);
  REQUIRE(unlink(real.c_str()) == 0);
  const auto written = write_account_file(path, {});
  REQUIRE_FALSE(written);
  CHECK(written.error().starts_with("cannot follow " + path));
}

TEST_CASE("what is no regular file is no file of accounts") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("panel_accounts");
  REQUIRE(mkfifo(path.c_str(), 0640) == 0);
  const auto read = read_account_file(path);
  REQUIRE_FALSE(read);
  CHECK(read.error() == path + " is no regular file");
}

}  // namespace greycache::panel_setting_test
