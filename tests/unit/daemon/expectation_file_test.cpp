// What a host knows of expectations outlives its process.
#include "greycache/core/expectation_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

Expectation row(const std::string& recipient) {
  return {recipient, "<>", 3600, 0, 3600, false, "two words"};
}

Expectations of(int count) {
  Expectations rows;
  for (int i = 0; i < count; ++i) rows.merge(row("u" + std::to_string(i) + "@here.example"));
  return rows;
}

}  // namespace

TEST_CASE("what is written reads back, by whoever comes") {
  const TemporaryDirectory directory;
  for (const Durability durability : {Durability::process, Durability::power}) {
    const ExpectationFile file(directory.path(), durability);
    file.write(of(2000));
    const auto read = ExpectationFile(directory.path(), durability).read();
    REQUIRE(read != nullptr);
    CHECK(read->size() == 2000);
    REQUIRE(read->find("u7@here.example", "<>") != nullptr);
    CHECK(*read->find("u7@here.example", "<>") == row("u7@here.example"));
    file.write({});
    REQUIRE(file.read() != nullptr);
    CHECK(file.read()->empty());
  }
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    CHECK(entry.path().filename() == "expectations");
    ++files;
  }
  CHECK(files == 1);
}

TEST_CASE("nobody else may read it") {
  const TemporaryDirectory directory;
  ExpectationFile(directory.path(), Durability::process).write(of(1));
  struct stat status {};
  REQUIRE(stat((directory.path() + "/expectations").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a file that is not there, or is none, says nothing") {
  const TemporaryDirectory directory;
  const ExpectationFile file(directory.path(), Durability::process);
  CHECK(file.read() == nullptr);
  std::filesystem::create_directory(directory.path() + "/expectations");
  CHECK(file.read() == nullptr);
  file.write(of(1));
  CHECK(file.read() == nullptr);
  std::filesystem::remove(directory.path() + "/expectations");
  REQUIRE(mkfifo((directory.path() + "/expectations").c_str(), 0600) == 0);
  CHECK(file.read() == nullptr);
}

TEST_CASE("lines that make no sense are left out") {
  const TemporaryDirectory directory;
  const ExpectationFile file(directory.path(), Durability::process);
  file.write(of(3));
  std::ofstream(directory.path() + "/expectations", std::ios::app) << "junk\n\xff\nu0@here";
  const auto read = file.read();
  REQUIRE(read != nullptr);
  CHECK(read->size() == 3);
}

}  // namespace greycache
