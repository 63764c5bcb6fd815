// One holder of a directory at a time.
#include "common/directory_lock.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "tests/unit/temporary_directory.h"

namespace greycache::directory_lock_test {

using std::chrono::milliseconds;

TEST_CASE("a directory is locked by one at a time, until the descriptor ends") {
  const TemporaryDirectory directory;
  auto first = lock_directory(directory.path(), milliseconds(0));
  REQUIRE(first);
  const auto second = lock_directory(directory.path(), milliseconds(30));
  REQUIRE_FALSE(second);
  CHECK(second.error().error == EWOULDBLOCK);
  CHECK(second.error().message ==
        "another program holds " + directory.path() + " locked; try again");
  first->reset();
  CHECK(lock_directory(directory.path(), milliseconds(0)));
}

TEST_CASE("what is no directory cannot be locked, which is told at once") {
  const TemporaryDirectory directory;
  directory.write("file", "");
  const auto none = lock_directory(directory.file("none"));
  REQUIRE_FALSE(none);
  CHECK(none.error().error == ENOENT);
  CHECK(none.error().message ==
        "cannot open " + directory.file("none") + ": No such file or directory");
  const auto file = lock_directory(directory.file("file"));
  REQUIRE_FALSE(file);
  CHECK(file.error().error == ENOTDIR);
}

}  // namespace greycache::directory_lock_test
