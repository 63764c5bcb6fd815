// Directories of our own, wherever TMPDIR leads.
#include "common/temporary_directory.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

// What TMPDIR says for a while.
class Tmpdir {
 public:
  explicit Tmpdir(const std::string& path) { setenv("TMPDIR", path.c_str(), 1); }
  ~Tmpdir() {
    if (had_ == nullptr) unsetenv("TMPDIR");
    if (had_ != nullptr) setenv("TMPDIR", before_.c_str(), 1);
  }
  Tmpdir(const Tmpdir&) = delete;
  Tmpdir& operator=(const Tmpdir&) = delete;

 private:
  const char* had_ = getenv("TMPDIR");
  std::string before_ = had_ == nullptr ? "" : had_;
};

}  // namespace

TEST_CASE("a directory is made where TMPDIR says, for this account alone, another one each time") {
  const TemporaryDirectory parent;
  const Tmpdir there(parent.path());
  const auto one = make_temporary_directory();
  const auto other = make_temporary_directory();
  REQUIRE(one);
  REQUIRE(other);
  CHECK(*one != *other);
  CHECK(one->starts_with(parent.path() + "/"));
  struct stat status {};
  REQUIRE(stat(one->c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0700);
}

TEST_CASE("a TMPDIR that is no directory is told") {
  const TemporaryDirectory parent;
  parent.write("file", "");
  for (const char* const name : {"none", "file"}) {
    INFO(name);
    const Tmpdir there(parent.file(name));
    const auto made = make_temporary_directory();
    REQUIRE_FALSE(made);
    CHECK(made.error().find("(see TMPDIR)") != std::string::npos);
  }
}

}  // namespace greycache
