// main.cf and master.cf are copied, put back and tried elsewhere.
#include "greyctl/postfix/config_files.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("a copy has the bytes and the mode of its file, and goes back") {
  const TemporaryDirectory directory;
  const std::string path = directory.path();
  const ConfigFiles files{"a = b\n", std::string("smtp\0inet", 9)};
  REQUIRE(write_files(path, "", files));
  chmod((path + "/main.cf").c_str(), 0640);
  REQUIRE(write_files(path, kCopySuffix, files));
  CHECK(directory.mode("main.cf.before-greycache") == 0640);
  CHECK(directory.mode("master.cf.before-greycache") == 0644);
  REQUIRE(write_files(path, "", {"other", "other"}));
  CHECK(directory.mode("main.cf") == 0640);
  const auto kept = read_files(path, kCopySuffix);
  REQUIRE(kept);
  CHECK(*kept == files);
  remove_files(path, kCopySuffix);
  CHECK_FALSE(read_files(path, kCopySuffix));
}

TEST_CASE("a symbolic link is an obstacle") {
  const TemporaryDirectory directory;
  const std::string path = directory.path();
  REQUIRE(write_files(path, "", {"a\n", "b\n"}));
  CHECK(obstacle_to_editing(path).empty());
  REQUIRE(rename((path + "/main.cf").c_str(), (path + "/real").c_str()) == 0);
  REQUIRE(symlink("real", (path + "/main.cf").c_str()) == 0);
  CHECK(obstacle_to_editing(path).find("main.cf is a symbolic link") != std::string::npos);
}

TEST_CASE("a last line that does not end is an obstacle") {
  const TemporaryDirectory directory;
  const std::string path = directory.path();
  REQUIRE(write_files(path, "", {"", "b"}));
  CHECK(obstacle_to_editing(path).find("master.cf does not end") != std::string::npos);
  REQUIRE(write_files(path, "", {"a\nb", "b\n"}));
  CHECK(obstacle_to_editing(path).find("main.cf does not end") != std::string::npos);
}

TEST_CASE("a trial leaves nothing behind") {
  std::string path;
  {
    const auto trial = TrialDirectory::with({"a", "b"});
    REQUIRE(trial);
    path = trial->path();
    CHECK(read_files(path, "")->main == "a");
  }
  CHECK(access(path.c_str(), F_OK) != 0);
}

}  // namespace greycache
