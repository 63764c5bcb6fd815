// Who signs in by which file.
#include "greyweb/account/account_book.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/unit/kept_log.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::web::account_book_test {

namespace {

struct OneAccount {
  TemporaryDirectory directory;
  std::string path = directory.path() + "/panel_accounts";
  AccountBook book{path};

  OneAccount() {
    std::ofstream(path) << "root:admin::$y$a$b\n";
    mode(0640);
  }
  void mode(mode_t mode) const { REQUIRE(chmod(path.c_str(), mode) == 0); }
};

}  // namespace

TEST_CASE("by a file that others may write nobody signs in, until it is safe again") {
  OneAccount site;
  CHECK(site.book.find("root"));
  for (const mode_t mode : {0666U, 0642U}) {
    const KeptLog log;
    site.mode(mode);
    CHECK_FALSE(site.book.find("root"));
    CHECK(log.has("nobody signs in by " + site.path));
    CHECK(log.has("chmod 0640"));
    site.mode(0640);
    CHECK(site.book.find("root"));
    CHECK(log.size() == 1);
  }
}

TEST_CASE("one that its group may write, or others may read, is logged once a change") {
  OneAccount site;
  for (const mode_t mode : {0660U, 0644U}) {
    const KeptLog log;
    site.mode(mode);
    CHECK(site.book.find("root"));
    CHECK(site.book.find("root"));
    CHECK(log.size() == 1);
    CHECK(log.has(site.path + ": "));
    CHECK(log.has("chmod 0640"));
  }
}

TEST_CASE("what is wrong with a file is logged at the start already") {
  OneAccount site;
  site.mode(0666);
  const KeptLog log;
  site.book.look();
  CHECK(log.has("nobody signs in by " + site.path));
}

}  // namespace greycache::web::account_book_test
