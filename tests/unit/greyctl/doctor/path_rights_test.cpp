// Who may reach a file, by the modes on the way.
#include "greyctl/doctor/path_rights.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("the owner's bits count for the owner, also where the group may more") {
  PathRights rights;
  rights.steps = {{"/x", 7, 8, S_IFREG | 0060, "a:b"}};
  CHECK(hindrance_for({"owner", 7, {8}}, rights).find("owner may not open /x") == 0);
  CHECK(hindrance_for({"member", 9, {1, 8}}, rights).empty());
  CHECK_FALSE(hindrance_for({"other", 9, {1}}, rights).empty());
  CHECK(hindrance_for({"root", 0, {}}, rights).empty());
}

TEST_CASE("the steps of a path that is there, and of one that ends early") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("file");
  directory.write("file", "x");
  REQUIRE(chmod(file.c_str(), 0640) == 0);
  const PathRights rights = rights_of(file);
  CHECK(rights.path.empty());
  CHECK(rights.steps.front().path == "/");
  CHECK(rights.steps.back().path == file);
  CHECK(mode_text(rights.steps.back().mode) == "0640");
  CHECK(rights.steps.back().uid == geteuid());
  const PathRights none = rights_of(directory.path() + "/none/file");
  CHECK(none.path == directory.path() + "/none");
  CHECK(none.error == ENOENT);
}

}  // namespace greycache
