// A block of lines in an administrator's list.
#include "greyctl/moving/postgrey/own_list.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

constexpr const char* kBlock =
    "# begin of x: greyctl writes what follows\n"
    "a\n"
    "b\n"
    "# end of x\n";

}  // namespace

TEST_CASE("a block goes behind what is there, which stays") {
  CHECK(with_block("", "x", {"a", "b"}) == kBlock);
  CHECK(with_block("own\n", "x", {"a", "b"}) == std::string("own\n") + kBlock);
  CHECK(with_block("own", "x", {"a", "b"}) == std::string("own\n") + kBlock);
}

TEST_CASE("a block of that name is replaced where it is, or taken out") {
  const std::string text = with_block("own\n", "x", {"old"}) + "behind\n";
  CHECK(with_block(text, "x", {"a", "b"}) == std::string("own\n") + kBlock + "behind\n");
  CHECK(with_block(text, "x", {}) == "own\nbehind\n");
  CHECK(with_block("own\n", "x", {}) == "own\n");
}

TEST_CASE("a block of another name, or one without an end, stays") {
  const std::string other = with_block("", "y", {"c"});
  CHECK(with_block(other, "x", {"a", "b"}) == other + kBlock);
  const std::string open = "# begin of x: greyctl writes what follows\nown\n";
  CHECK(with_block(open, "x", {"a", "b"}) == open + kBlock);
}

TEST_CASE("the file is made, changed once, keeps its mode, and a link stays one") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("list.local");
  CHECK(write_block(path, "x", {"a", "b"}) == true);
  CHECK(write_block(path, "x", {"a", "b"}) == false);
  CHECK(directory.read("list.local") == kBlock);
  REQUIRE(chmod(path.c_str(), 0640) == 0);
  REQUIRE(symlink("list.local", directory.file("link").c_str()) == 0);
  CHECK(write_block(directory.file("link"), "x", {}) == true);
  CHECK(directory.read("list.local").empty());
  struct stat status {};
  REQUIRE(lstat(directory.file("link").c_str(), &status) == 0);
  CHECK(S_ISLNK(status.st_mode));
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0640);
  directory.write("shipped", "");
  REQUIRE(chmod(directory.file("shipped").c_str(), 0640) == 0);
  CHECK(write_block(directory.file("shipped.local"), "x", {"a"}) == true);
  REQUIRE(stat(directory.file("shipped.local").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0640);
  CHECK_FALSE(write_block(directory.file("no/such/directory"), "x", {"a"}));
}

}  // namespace greycache
