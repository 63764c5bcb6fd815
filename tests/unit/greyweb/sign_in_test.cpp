// Who signs in, and what counts as a failure.
#include "greyweb/account/sign_in.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "greyweb/account/password.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::web::sign_in_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;
constexpr const char* kPassword = "correct horse battery";

struct Site {
  KeptLog log;
  TemporaryDirectory directory;
  std::string path = directory.file("panel_accounts");
  AccountBook accounts{path};
  AuditLog audit{directory.path()};
  SignIn sign_in{accounts, audit};

  void write(const std::string& text) const {
    directory.write("panel_accounts", text);
    REQUIRE(chmod(path.c_str(), 0640) == 0);
  }
  void refuses_as_unread() {
    // More than are allowed of wrong ones.
    for (int i = 0; i <= SignInLimits::kOfNetwork; ++i) {
      const auto outcome = sign_in.sign_in("root", kPassword, "192.0.2.1", kNow);
      REQUIRE(!outcome);
      CHECK(outcome.error() == SignInRefusal::unread);
    }
  }
};

}  // namespace

TEST_CASE("while the accounts cannot be read nobody is counted as having failed") {
  const auto hash = hash_password(kPassword);
  REQUIRE(hash);
  Site site;
  const std::string good = "root:admin::" + *hash + "\n";
  site.refuses_as_unread();
  site.write(good + "half a line\n");
  site.refuses_as_unread();
  site.write(good);
  REQUIRE(chmod(site.path.c_str(), 0666) == 0);
  site.refuses_as_unread();
  REQUIRE(chmod(site.path.c_str(), 0640) == 0);
  CHECK(site.sign_in.sign_in("root", kPassword, "192.0.2.1", kNow).has_value());
}

}  // namespace greycache::web::sign_in_test
