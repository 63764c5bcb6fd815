// Who signs in by which file.
#include "greyweb/account/account_book.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "tests/unit/kept_log.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::web::account_book_test {

namespace {

constexpr uid_t kStranger = 65534;
const std::string kLine = "root:admin::$y$j9T$salt$" + std::string(43, 'b') + "\n";

struct OneAccount {
  TemporaryDirectory directory;
  std::string path = directory.path() + "/panel_accounts";
  AccountBook book{path};

  OneAccount() {
    write(kLine);
    mode(0640);
  }
  void write(const std::string& text) const { std::ofstream(path) << text; }
  bool is_unread() { return book.find("root").error() == NoAccount::unread; }
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

TEST_CASE(
    "by a stranger's file, or one in a directory of all, nobody signs in until it is mended") {
  if (geteuid() != 0) return;
  const OneAccount site;
  AccountBook book(site.path);
  const std::string directory = site.directory.path();
  const auto refused = [&](const std::string& why) {
    const KeptLog log;
    CHECK_FALSE(book.find("root"));
    CHECK(log.has("nobody signs in by " + site.path));
    CHECK(log.has(why));
  };
  REQUIRE(chown(site.path.c_str(), kStranger, 0) == 0);
  refused("chown root " + site.path);
  REQUIRE(chown(site.path.c_str(), 0, 0) == 0);
  CHECK(book.find("root"));
  REQUIRE(chmod(directory.c_str(), 0777) == 0);
  refused("chmod go-w " + directory);
  REQUIRE(chmod(directory.c_str(), 0755) == 0);
  CHECK(book.find("root"));
  REQUIRE(chown(directory.c_str(), kStranger, 0) == 0);
  refused("chown root " + directory);
  REQUIRE(chown(directory.c_str(), 0, 0) == 0);
  CHECK(book.find("root"));
}

TEST_CASE("one that a strange group may read is logged, and one that it may write lets nobody in") {
  if (geteuid() != 0) return;
  OneAccount site;
  const KeptLog log;
  REQUIRE(chown(site.path.c_str(), 0, kStranger) == 0);
  CHECK(site.book.find("root"));
  CHECK(log.has("chgrp greyweb " + site.path));
  site.mode(0660);
  CHECK_FALSE(site.book.find("root"));
  CHECK(log.has("nobody signs in by " + site.path));
}

TEST_CASE("that there is no file is logged once somebody would sign in by it") {
  const TemporaryDirectory directory;
  AccountBook book(directory.file("panel_accounts"));
  const KeptLog log;
  book.look();
  CHECK(log.size() == 0);
  CHECK_FALSE(book.is_read());
  CHECK_FALSE(book.is_read());
  CHECK(log.size() == 1);
  CHECK(log.has("No such file"));
}

TEST_CASE("what is wrong with a file is logged at the start already") {
  OneAccount site;
  site.mode(0666);
  const KeptLog log;
  site.book.look();
  CHECK(log.has("nobody signs in by " + site.path));
}

TEST_CASE("who is not in a good file is none; without one, once there was, nobody knows") {
  OneAccount site;
  CHECK(site.book.find("olga").error() == NoAccount::none);
  site.write(kLine.substr(0, 30));
  CHECK(site.is_unread());
  site.write("");
  CHECK(site.is_unread());
  const std::string away = site.path + ".away";
  REQUIRE(rename(site.path.c_str(), away.c_str()) == 0);
  CHECK(site.is_unread());
  REQUIRE(rename(away.c_str(), site.path.c_str()) == 0);
  site.write("# Nobody.\n");
  CHECK(site.book.find("root").error() == NoAccount::none);
  site.write(kLine);
  CHECK(site.book.find("root"));
  AccountBook never(site.path + ".never");
  CHECK(never.find("root").error() == NoAccount::none);
}

TEST_CASE("one that could not be opened for a moment is read again, though it is the same") {
  OneAccount site;
  const KeptLog log;
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  const bool unread = site.is_unread();
  const bool still = site.is_unread();
  REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(unread);
  CHECK(still);
  CHECK(log.size() == 1);
  CHECK(log.has("Too many open files"));
  CHECK(site.book.find("root"));
}

TEST_CASE("a pipe is no file of accounts, and all that is wrong is logged") {
  OneAccount site;
  REQUIRE(unlink(site.path.c_str()) == 0);
  REQUIRE(mkfifo(site.path.c_str(), 0640) == 0);
  const KeptLog log;
  CHECK(site.is_unread());
  CHECK(log.has("it is no regular file"));
  if (geteuid() != 0) return;
  REQUIRE(unlink(site.path.c_str()) == 0);
  site.write(kLine);
  site.mode(0644);
  REQUIRE(chown(site.path.c_str(), 0, kStranger) == 0);
  CHECK(site.book.find("root"));
  CHECK(log.has("chmod 0640 " + site.path));
  CHECK(log.has("chgrp greyweb " + site.path));
}

}  // namespace greycache::web::account_book_test
