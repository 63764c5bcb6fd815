// Files are read whole, and replaced whole.
#include "common/whole_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("a file is read up to the limit, and no further") {
  const TemporaryDirectory directory;
  directory.write("a", std::string("12\0", 3));
  CHECK(read_whole_file(directory.file("a"), 3) == std::string("12\0", 3));
  CHECK(read_whole_file(directory.file("a"), 2).error() == EFBIG);
  CHECK(read_whole_file(directory.file("b"), 2).error() == ENOENT);
  CHECK(read_whole_file(directory.path(), 2).error() == EISDIR);
}

TEST_CASE("a new file has the mode of the one it is like") {
  const TemporaryDirectory directory;
  directory.write("model", "");
  REQUIRE(chmod(directory.file("model").c_str(), 0640) == 0);
  CHECK(replace_file(directory.file("a"), directory.file("model"), "text") == 0);
  CHECK(directory.read("a") == "text");
  CHECK(directory.mode("a") == 0640);
  CHECK(replace_file(directory.file("b"), directory.file("none"), "") == 0);
  CHECK(directory.mode("b") == 0644);
}

TEST_CASE(
    "a link leads to its file, a name that is none to itself, and one to nowhere is an error") {
  const TemporaryDirectory directory;
  directory.write("real", "");
  REQUIRE(symlink("real", directory.file("one").c_str()) == 0);
  REQUIRE(symlink("one", directory.file("two").c_str()) == 0);
  REQUIRE(symlink("none", directory.file("dangling").c_str()) == 0);
  REQUIRE(symlink("loop", directory.file("loop").c_str()) == 0);
  const std::string real = std::filesystem::canonical(directory.file("real"));
  CHECK(file_behind(directory.file("two")) == real);
  CHECK(file_behind(directory.file("real")) == directory.file("real"));
  CHECK(file_behind(directory.file("none")) == directory.file("none"));
  CHECK(file_behind(directory.file("dangling")).error() == ENOENT);
  CHECK(file_behind(directory.file("loop")).error() == ELOOP);
}

TEST_CASE("what stands beside a file in place of its next content is not written through") {
  const TemporaryDirectory directory;
  directory.write("a", "old");
  directory.write("other", "other");
  REQUIRE(symlink("other", directory.file("a.greycache-new").c_str()) == 0);
  CHECK(replace_file(directory.file("a"), directory.file("a"), "new") == 0);
  CHECK(directory.read("a") == "new");
  CHECK(directory.read("other") == "other");
}

TEST_CASE("where a file cannot be replaced nothing is left beside it") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.file("a"));
  CHECK(replace_file(directory.file("a"), directory.file("none"), "text") == EISDIR);
  CHECK(access(directory.file("a.greycache-new").c_str(), F_OK) != 0);
  CHECK(replace_file(directory.file("none/a"), "", "text") == ENOENT);
}

}  // namespace greycache
