// Lines that are added to a file, also behind one that a full disk has cut.
#include "common/append_line.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>

#include "common/whole_file.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("append line: lines stand one behind the other") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  CHECK(append_line(path, "one", 0600) == 0);
  CHECK(append_line(path, "two", 0600) == 0);
  CHECK(read_whole_file(path, 100) == "one\ntwo\n");
}

TEST_CASE("append line: what a full disk has cut is told, and spoils no line behind it") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  CHECK(append_line(path, "one", 0600) == 0);
  {
    const FileSizeLimit limit(7);
    CHECK(append_line(path, "second", 0600) == ENOSPC);
  }
  CHECK(append_line(path, "third", 0600) == 0);
  CHECK(read_whole_file(path, 100) == "one\nsec\nthird\n");
}

TEST_CASE("append line: what cannot be written is told, and no link is followed") {
  const TemporaryDirectory directory;
  CHECK(append_line(directory.path() + "/none/log", "one", 0600) == ENOENT);
  const std::string link = directory.path() + "/link";
  REQUIRE(symlink((directory.path() + "/target").c_str(), link.c_str()) == 0);
  CHECK(append_line(link, "one", 0600) == ELOOP);
}

}  // namespace greycache
