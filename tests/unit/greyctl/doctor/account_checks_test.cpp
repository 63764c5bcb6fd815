// Who may read and write the files of the panel's accounts.
#include "greyctl/doctor/account_checks.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/unit/greyctl/doctor/found.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::account_checks_test {

namespace {

Findings of_mode(mode_t mode) {
  return account_findings("/etc/greycache/panel_accounts", S_IFREG | mode);
}

}  // namespace

TEST_CASE("a file of accounts that others may write is an error, whoever may read it") {
  for (const mode_t mode : {0666U, 0642U, 0602U}) {
    CHECK(found(of_mode(mode), Severity::error, "every account of this host may write it"));
  }
}

TEST_CASE("one that its group may write, or others may read, is worth a warning") {
  CHECK(found(of_mode(0660), Severity::warning, "its group may write it"));
  CHECK(found(of_mode(0664), Severity::warning, "its group may write it"));
  CHECK(found(of_mode(0644), Severity::warning, "may read the hashes"));
  CHECK(is_well(of_mode(0640)));
  CHECK(is_well(of_mode(0600)));
}

TEST_CASE("both files of the conf_dir are looked at, where they are there") {
  const TemporaryDirectory directory;
  Settings settings;
  settings.conf_dir = directory.path();
  CHECK(is_well(look_at_accounts(settings)));
  for (const char* const name : {"panel_accounts", "panel_tokens"}) {
    const std::string path = directory.path() + "/" + name;
    std::ofstream(path) << "";
    REQUIRE(chmod(path.c_str(), 0666) == 0);
    CHECK(found(look_at_accounts(settings), Severity::error, path));
    REQUIRE(chmod(path.c_str(), 0640) == 0);
    CHECK(is_well(look_at_accounts(settings)));
  }
}

}  // namespace greycache::account_checks_test
