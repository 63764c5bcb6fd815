// Turning the panel on and off: what is written, and what systemctl is told.
#include "greyctl/panel/panel_switch.h"

#include <doctest/doctest.h>
#include <sysexits.h>

#include <algorithm>

#include "greyctl/panel/account_file.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

using Told = std::vector<std::string>;

// A host with systemd whose systemctl fails at what begins with one of `fails`.
struct Host {
  TemporaryDirectory directory;
  Told told;
  Told fails;

  PanelHost panel(const std::string& socket) {
    return {.config = directory.file("greycache.conf"),
            .socket = socket,
            .accounts = directory.file("panel_accounts"),
            .services = true,
            .systemctl = [this](const Told& words) -> tl::expected<void, std::string> {
              std::string line;
              for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
              told.push_back(line);
              for (const std::string& fail : fails) {
                if (line.starts_with(fail)) return tl::make_unexpected("it does not");
              }
              return {};
            }};
  }

  std::string config() const { return directory.read("greycache.conf"); }

  std::vector<web::Account> accounts() const {
    return *read_account_file(directory.file("panel_accounts"));
  }
};

const std::string kLine = std::string("panel_socket = ") + kPanelSocket + "\n";

}  // namespace

TEST_CASE("enabled: the setting, somebody who may sign in, the daemon, and last the panel") {
  Host host;
  CHECK(enable_panel(host.panel("")) == EX_OK);
  CHECK(host.config() == kLine);
  REQUIRE(host.accounts().size() == 1);
  CHECK(host.accounts().front().name == "admin");
  CHECK(host.accounts().front().role == Role::admin);
  CHECK(host.told == Told{"cat greyweb.service", "is-active --quiet greycache.service",
                          "reload greycache.service", "enable --now greyweb.service",
                          "is-active --quiet greyweb.service"});
}

TEST_CASE("enabled again: the accounts and the place of the socket stay") {
  Host host;
  enable_panel(host.panel(""));
  const std::string hash = host.accounts().front().hash;
  CHECK(enable_panel(host.panel("/run/other/panel.sock")) == EX_OK);
  CHECK(host.config() == kLine);
  REQUIRE(host.accounts().size() == 1);
  CHECK(host.accounts().front().hash == hash);
}

TEST_CASE("where the panel is not installed nothing is changed") {
  Host host;
  host.fails = {"cat"};
  CHECK(enable_panel(host.panel("")) == EX_UNAVAILABLE);
  CHECK(host.told.size() == 1);
  CHECK(host.config().empty());
  CHECK(host.accounts().empty());
}

TEST_CASE("a daemon that does not run is not started, one that does not reload is told of") {
  Host stopped;
  stopped.fails = {"is-active --quiet greycache"};
  CHECK(enable_panel(stopped.panel("")) == EX_OK);
  CHECK(std::ranges::count(stopped.told, "reload greycache.service") == 0);
  Host stubborn;
  stubborn.fails = {"reload"};
  CHECK(enable_panel(stubborn.panel("")) == EX_UNAVAILABLE);
  CHECK(stubborn.told.back() == "reload greycache.service");
}

TEST_CASE("a panel that does not start, or that systemd leaves out, is told of") {
  for (const char* fail : {"enable", "is-active --quiet greyweb"}) {
    Host host;
    host.fails = {fail};
    CHECK(enable_panel(host.panel("")) == EX_UNAVAILABLE);
  }
}

TEST_CASE("disabled: first the panel, then its socket; who may sign in stays") {
  Host host;
  enable_panel(host.panel(""));
  host.told.clear();
  CHECK(disable_panel(host.panel(kPanelSocket)) == EX_OK);
  CHECK(host.config() == "panel_socket = \n");
  CHECK(host.accounts().size() == 1);
  CHECK(host.told == Told{"cat greyweb.service", "disable --now greyweb.service",
                          "is-active --quiet greycache.service", "reload greycache.service"});
}

TEST_CASE("disabled where it never was: no file is written") {
  Host host;
  host.fails = {"cat"};
  CHECK(disable_panel(host.panel("")) == EX_OK);
  CHECK(host.config().empty());
  CHECK(std::ranges::count(host.told, "disable --now greyweb.service") == 0);
}

TEST_CASE("without systemd, or with another file than the units read, systemctl is left alone") {
  Host host;
  PanelHost panel = host.panel("");
  panel.services = false;
  CHECK(enable_panel(panel) == EX_OK);
  CHECK(host.config() == kLine);
  panel.socket = kPanelSocket;
  CHECK(disable_panel(panel) == EX_OK);
  CHECK(host.told.empty());
  CHECK_FALSE(has_services(host.directory.file("greycache.conf")));
}

}  // namespace greycache
