// Real files of the panel's accounts, and whether anybody signs in by them.
#include "greyctl/doctor/account_look.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "greyctl/doctor/account_checks.h"
#include "tests/unit/greyctl/doctor/found.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::account_look_test {

namespace {

// The file of a conf_dir.
struct Host {
  TemporaryDirectory directory;
  Settings settings;

  Host() { settings.conf_dir = directory.path(); }
  void write(const std::string& name, const std::string& text) const {
    directory.write(name, text);
    REQUIRE(chmod(directory.file(name).c_str(), 0640) == 0);
  }
  Findings look() const { return look_at_accounts(settings); }
};

const std::string kGood = "root:admin::$y$j9T$a$" + std::string(43, 'b') + "\n";

}  // namespace

TEST_CASE("both files of the conf_dir are looked at, where they are there") {
  const Host host;
  CHECK(is_well(host.look()));
  for (const char* const name : {"panel_accounts", "panel_tokens"}) {
    const std::string path = host.directory.file(name);
    host.write(name, kGood);
    REQUIRE(chmod(path.c_str(), 0666) == 0);
    CHECK(found(host.look(), Severity::error, path));
    REQUIRE(chmod(path.c_str(), 0640) == 0);
    CHECK(is_well(host.look()));
  }
}

TEST_CASE("real files of strangers, and in a directory of all, are found") {
  if (geteuid() != 0) return;
  const Host host;
  const std::string path = host.directory.file("panel_accounts");
  host.write("panel_accounts", kGood);
  REQUIRE(chown(path.c_str(), 65534, 0) == 0);
  CHECK(found(host.look(), Severity::error, path + ": it belongs to another account"));
  REQUIRE(chown(path.c_str(), 0, 65534) == 0);
  CHECK(found(host.look(), Severity::warning, path + ": its group"));
  REQUIRE(chown(path.c_str(), 0, 0) == 0);
  CHECK(is_well(host.look()));
  REQUIRE(chmod(host.directory.path().c_str(), 0777) == 0);
  CHECK(found(host.look(), Severity::error, "may put another file in its place"));
}

TEST_CASE("files by which nobody signs in are told") {
  for (const char* const name : {"panel_accounts", "panel_tokens"}) {
    const Host host;
    host.write(name, kGood + "half a line\n");
    CHECK(found(host.look(), Severity::warning, "is damaged: line 2"));
    host.write(name, kGood + kGood.substr(0, 20));
    CHECK(found(host.look(), Severity::warning, "is damaged: line 2 has no end"));
    REQUIRE(unlink(host.directory.file(name).c_str()) == 0);
    std::filesystem::create_symlink("nowhere", host.directory.file(name));
    CHECK(found(host.look(), Severity::warning, "is a link that leads nowhere"));
    REQUIRE(unlink(host.directory.file(name).c_str()) == 0);
    REQUIRE(mkdir(host.directory.file(name).c_str(), 0750) == 0);
    CHECK(found(host.look(), Severity::error, "it is no regular file"));
    REQUIRE(rmdir(host.directory.file(name).c_str()) == 0);
    REQUIRE(mkfifo(host.directory.file(name).c_str(), 0640) == 0);
    CHECK(found(host.look(), Severity::error, "it is no regular file"));
    CHECK(host.look().all().size() == 1);
  }
  const Host host;
  host.write("panel_accounts", "# Nobody.\n");
  CHECK(found(host.look(), Severity::warning, "names nobody"));
  host.write("panel_accounts", kGood);
  host.write("panel_tokens", "");
  CHECK(found(host.look(), Severity::note, "has no token"));
}

TEST_CASE("a panel that may ask, and nobody who may sign in, is told") {
  Host host;
  host.settings.panel_socket = "/run/greycache-panel/panel.sock";
  CHECK(found(host.look(), Severity::warning, "there are no accounts"));
  host.write("panel_tokens", kGood);
  CHECK(is_well(host.look()));
}

}  // namespace greycache::account_look_test
