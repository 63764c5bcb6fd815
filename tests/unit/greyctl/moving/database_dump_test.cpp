// Dumps by programs of the test's own, in place of Berkeley DB's.
#include "greyctl/moving/postgrey/database_dump.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/unit/temporary_directory.h"

namespace greycache::database_dump_test {

namespace {

constexpr DumpPatience kPatient{std::chrono::seconds(30), std::chrono::seconds(30)};
constexpr const char* kWhole = "VERSION=3\\nHEADER=END\\n key\\n value\\nDATA=END\\n";

// db5.3_dump and db_dump, found before the system's, that do what is written here. Each call is a
// line of the file `calls`.
class Programs {
 public:
  // A shell's words: `within` with the environment, `alone` with the file alone; "$into" is what
  // they write to.
  Programs(const std::string& within, const std::string& alone) {
    for (const char* const name : {"db5.3_dump", "db_dump"}) {
      directory_.write(name,
                       "#!/bin/sh\n"
                       "case $2 in\n"
                       "-h) echo within >> " +
                           directory_.file("calls") + "; into=$5; " + within +
                           ";;\n"
                           "*) echo alone >> " +
                           directory_.file("calls") + "; into=$3; " + alone +
                           ";;\n"
                           "esac\n");
      chmod(directory_.file(name).c_str(), 0700);
    }
    setenv("PATH", (directory_.path() + ":" + path_).c_str(), 1);
  }
  ~Programs() { setenv("PATH", path_.c_str(), 1); }
  Programs(const Programs&) = delete;
  Programs& operator=(const Programs&) = delete;

  std::string calls() const {
    std::string calls = directory_.read("calls");
    std::ranges::replace(calls, '\n', ' ');
    return calls;
  }

 private:
  TemporaryDirectory directory_;
  std::string path_ = getenv("PATH");
};

std::string writes(const std::string& text) {
  return "printf '" + text + "' > \"$into\"";
}

// "key=value ", or what is wrong.
std::string read(const DumpPatience& patience = kPatient) {
  auto dump = DatabaseDump::make("/nonexistent", "postgrey.db", patience);
  if (!dump) return dump.error();
  std::string text;
  const auto done = dump->each(
      [&](std::string_view key, std::string_view value) -> tl::expected<void, std::string> {
        text += std::string(key) + "=" + std::string(value) + " ";
        return {};
      });
  return done ? text : text + done.error();
}

}  // namespace

TEST_CASE("a file is read within its environment, or alone where that is broken") {
  const Programs well(writes(kWhole), "exit 1");
  CHECK(read() == "key=value ");
  CHECK(well.calls() == "within ");
  const Programs broken("exit 1", writes(kWhole));
  CHECK(read() == "key=value ");
  CHECK(broken.calls() == "within alone ");
}

TEST_CASE("while it is read nothing of it lies about, for whoever is interrupted") {
  const Programs well(writes(kWhole), "exit 1");
  const TemporaryDirectory temporary;
  setenv("TMPDIR", temporary.path().c_str(), 1);
  auto dump = DatabaseDump::make("/nonexistent", "postgrey.db", kPatient);
  unsetenv("TMPDIR");
  REQUIRE(dump);
  int pairs = 0;
  const auto done =
      dump->each([&](std::string_view, std::string_view) -> tl::expected<void, std::string> {
        ++pairs;
        CHECK(std::filesystem::is_empty(temporary.path()));
        return {};
      });
  CHECK(done);
  CHECK(pairs == 1);
}

TEST_CASE("an environment that hangs is waited for once, and the file read alone") {
  const DumpPatience short_within{std::chrono::milliseconds(300), std::chrono::seconds(30)};
  const Programs hangs("sleep 60", writes(kWhole));
  CHECK(read(short_within) == "key=value ");
  CHECK(hangs.calls() == "within alone ");
  const Programs hopeless("sleep 60", "exit 1");
  CHECK(read(short_within).find("db5.3_dump: did not end in time") != std::string::npos);
  CHECK(hopeless.calls() == "within alone alone ");
}

TEST_CASE("of programs that ran it is told how they ended, what they said and where they wrote") {
  const Programs fail("exit 3", "echo no space >&2; exit 4");
  const std::string said = read();
  CHECK(said.starts_with("/nonexistent/postgrey.db cannot be read (into "));
  CHECK(said.find(std::filesystem::temp_directory_path().string()) != std::string::npos);
  CHECK(said.find("db5.3_dump ended with status 3; db5.3_dump ended with status 4: no space; "
                  "db_dump ended with status 3; ") != std::string::npos);
  CHECK(said.find("Debian") == std::string::npos);
}

TEST_CASE("a dump without its end is an error that names the file, after what it has") {
  const Programs cut(writes("HEADER=END\\n key\\n value\\n"), "exit 1");
  const std::string said = read();
  CHECK(said.starts_with("key=value /"));
  CHECK(said.find("/dump:3: the dump ends before its DATA=END") != std::string::npos);
  const Programs empty("true > \"$into\"", "exit 1");
  CHECK(read().find("the dump ends before its DATA=END") != std::string::npos);
}

}  // namespace greycache::database_dump_test
