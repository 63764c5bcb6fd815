// What the panel has written counts before the administrator's file, as far as it may.
#include "greycache/config/panel_settings.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "greycache/config/config_file.h"
#include "greycache/config/setting_value.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

void write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("nothing that is a path, an address, a program or the panel's own right is the panel's") {
  constexpr std::array kNever{"conf_dir",
                              "state_dir",
                              "socket",
                              "socket_mode",
                              "control_socket",
                              "inet",
                              "metrics",
                              "panel_socket",
                              "panel_user",
                              "panel_settings",
                              "storage",
                              "redis",
                              "database",
                              "sendmail_path",
                              "redis_prefix",
                              "durability",
                              "redis_key_file",
                              "redis_password_file",
                              "database_password_file",
                              "public_suffix_list",
                              "whitelists_host"};
  for (const char* name : kNever) {
    CAPTURE(name);
    CHECK(!may_panel_write(*find_setting(name)));
  }
  for (const char* name : {"reconnect_delay", "greymethod", "optmethod", "reject_code",
                           "history_keep", "prepend", "admin_mail"}) {
    CAPTURE(name);
    CHECK(may_panel_write(*find_setting(name)));
  }
}

TEST_CASE("a line of the panel counts before the file's, and what is none of its is left out") {
  const auto loaded =
      read_settings("awl_age = 60\nipv6_prefix = 56\n", "a.conf",
                    {"awl_age = 30\nsocket = /evil\nburn = 1\nipv6_prefix = loud\n", "panel.conf"});
  REQUIRE(loaded.has_value());
  CHECK(loaded->settings.awl_age == std::chrono::days(30));
  CHECK(loaded->settings.ipv6_prefix == 56);
  CHECK(loaded->settings.socket == Settings{}.socket);
  REQUIRE(loaded->warnings.size() == 3);
  CHECK(loaded->warnings[0].starts_with("panel.conf:2: is left out: socket: "));
}

TEST_CASE("the panel's file is read with the administrator's, and no fault of it ends a start") {
  const TemporaryDirectory directory;
  const std::string config = directory.path() + "/greycache.conf";
  write(config, fmt::format("state_dir = {}\nreconnect_delay = 5\n", directory.path()));
  std::filesystem::create_directory(directory.path() + "/panel");
  write(panel_settings_file(directory.path()), "reconnect_delay = 7\n");
  CHECK(load_settings(config)->settings.reconnect_delay == std::chrono::minutes(7));
  write(panel_settings_file(directory.path()), "max_connect_age = 1s\n");
  const auto apart = load_settings(config);
  REQUIRE(apart.has_value());
  CHECK(apart->settings.max_connect_age == Settings{}.max_connect_age);
  REQUIRE(apart->warnings.size() == 1);
  CHECK(apart->warnings[0].starts_with(panel_settings_file(directory.path())));
  CHECK(!load_configuration_with(config, "max_connect_age = 1s\n").has_value());
  std::filesystem::remove_all(directory.path() + "/panel");
  CHECK(load_settings(config)->settings.reconnect_delay == std::chrono::minutes(5));
}

TEST_CASE("a panel's file that cannot be read is told, and ends no start") {
  const TemporaryDirectory directory;
  const std::string config = directory.path() + "/greycache.conf";
  const std::string panel = panel_settings_file(directory.path());
  write(config, fmt::format("state_dir = {}\nreconnect_delay = 6\n", directory.path()));
  CHECK(load_settings(config)->warnings.empty());
  const auto check_told = [&] {
    const auto loaded = load_settings(config);
    REQUIRE(loaded.has_value());
    CHECK(loaded->settings.reconnect_delay == std::chrono::minutes(6));
    REQUIRE(loaded->panel_faults.size() == 1);
    CHECK(loaded->panel_faults[0].starts_with(panel + ": is left out as a whole: it cannot be "));
    CHECK(loaded->warnings == loaded->panel_faults);
  };
  std::filesystem::create_directories(panel);
  check_told();
  std::filesystem::remove(panel);
  write(panel, "reconnect_delay = 7\n" + std::string(kLongestPanelSettings, '#'));
  check_told();
}

TEST_CASE("what the panel set before panel_settings went back to read is told, by file and line") {
  const TemporaryDirectory directory;
  const std::string config = directory.path() + "/greycache.conf";
  std::filesystem::create_directory(directory.path() + "/panel");
  const std::string panel = panel_settings_file(directory.path());
  write(panel, "# The panel's\nreconnect_delay = 7\n");
  write(config, fmt::format("state_dir = {}\npanel_settings = write\n", directory.path()));
  CHECK(load_settings(config)->warnings.empty());
  write(config, fmt::format("state_dir = {}\npanel_settings = read\n", directory.path()));
  const auto loaded = load_settings(config);
  REQUIRE(loaded->warnings.size() == 1);
  CHECK(loaded->warnings[0].starts_with(panel + ":2: reconnect_delay: the panel has set it"));
}

TEST_CASE("a value is one line, without a comment") {
  CHECK(fault_of_line("30m").empty());
  CHECK(fault_of_line("j\xc3\xb6rg@x.example").empty());
  CHECK(!fault_of_line("30 # minutes").empty());
  CHECK(!fault_of_line("30\nsendmail_path = /bin/sh").empty());
  CHECK(!fault_of_line("30\r").empty());
}

}  // namespace greycache
