// Configuration and password files on disk.
#include "greycache/config/config_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "greycache/config/secret_file.h"
#include "read.h"

using namespace greycache;
using namespace greycache::test;

namespace {

class TemporaryFile {
 public:
  TemporaryFile(const std::string& text, mode_t mode) {
    char name[] = "/tmp/greycache-config-test-XXXXXX";
    close(mkstemp(name));
    path = name;
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
  std::string path;
};

}  // namespace

TEST_CASE("a file is read and its messages carry its name") {
  const TemporaryFile file("awl_age = 61\nawl_aje = 1\n", 0644);
  const LoadResult result = load_settings(file.path);
  REQUIRE_FALSE(result);
  CHECK(says(result.error(), file.path + ":2: "));
}

TEST_CASE("a file that was named must be there, the default one need not be") {
  const std::string missing = "/nonexistent/greycache.conf";
  REQUIRE_FALSE(load_settings(missing));
  CHECK(says(load_settings(missing).error(), "No such file"));
  CHECK(load_default_settings(missing).value().settings == Settings());
  const TemporaryFile file("awl_age = 61\n", 0644);
  CHECK(load_default_settings(file.path).value().settings.awl_age == std::chrono::hours(61 * 24));
}

TEST_CASE("a directory or a file over 1 MiB is no configuration") {
  CHECK_FALSE(load_settings("/tmp"));
  CHECK_FALSE(load_default_settings("/tmp"));
  CHECK(load_settings(TemporaryFile(std::string(1 << 20, '\n'), 0644).path));
  const TemporaryFile large(std::string((1 << 20) + 1, '\n'), 0644);
  CHECK(says(load_settings(large.path).error(), "too large"));
}

TEST_CASE("a pipe or a device in the place of the configuration is refused at once") {
  const TemporaryFile pipe("", 0644);
  std::filesystem::remove(pipe.path);
  REQUIRE(mkfifo(pipe.path.c_str(), 0600) == 0);
  CHECK(says(load_settings(pipe.path).error(), "no regular file"));
  CHECK(says(load_default_settings(pipe.path).error(), "no regular file"));
  CHECK(says(load_settings("/dev/zero").error(), "no regular file"));
}

TEST_CASE("a password in a file that everybody may read is warned of") {
  const std::string text = "redis = redis://:geheim@127.0.0.1/0\n";
  const TemporaryFile open_file(text, 0644);
  CHECK(says(load_settings(open_file.path).value().warnings, "may be read by everybody"));
  const TemporaryFile closed(text, 0640);
  CHECK(load_settings(closed.path).value().warnings.empty());
  const TemporaryFile harmless("awl_age = 61\n", 0644);
  CHECK(load_settings(harmless.path).value().warnings.empty());
}

TEST_CASE("a secret is the file's text without one newline") {
  CHECK(read_secret_file(TemporaryFile("geheim\n", 0600).path).value() == "geheim");
  CHECK(read_secret_file(TemporaryFile("geheim", 0640).path).value() == "geheim");
  CHECK(read_secret_file(TemporaryFile("geheim \n\n", 0600).path).value() == "geheim \n");
  CHECK(read_secret_file(TemporaryFile(std::string(4096, 'x'), 0600).path).value().size() == 4096);
}

TEST_CASE("a secret that others may read, or that is none, is refused") {
  for (const mode_t mode : {0604U, 0602U, 0644U}) {
    const auto secret = read_secret_file(TemporaryFile("geheim\n", mode).path);
    REQUIRE_FALSE(secret);
    CHECK(secret.error().find("chmod o=") != std::string::npos);
    CHECK(secret.error().find("geheim") == std::string::npos);
  }
  CHECK_FALSE(read_secret_file(TemporaryFile("", 0600).path));
  CHECK_FALSE(read_secret_file(TemporaryFile("\n", 0600).path));
  CHECK_FALSE(read_secret_file(TemporaryFile(std::string(4097, 'x'), 0600).path));
  CHECK_FALSE(read_secret_file("/tmp"));
  CHECK_FALSE(read_secret_file("/nonexistent"));
}
