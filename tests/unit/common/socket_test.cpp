#include "common/socket.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "tests/unit/temporary_directory.h"

using namespace greycache;

TEST_CASE("a listening unix socket has its mode and replaces a dead one, not a live one") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("s");
  {
    const auto listener = listen_unix(path, 0660, "");
    REQUIRE(listener);
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0660);
    const auto second = listen_unix(path, 0660, "");
    REQUIRE_FALSE(second);
    CHECK(second.error().find("already listens") != std::string::npos);
  }
  CHECK(listen_unix(path, 0600, ""));
}

TEST_CASE("a file that is no socket is never removed") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("file");
  std::ofstream(path) << "precious";
  CHECK_FALSE(listen_unix(path, 0660, ""));
  CHECK(std::filesystem::file_size(path) == 8);
}

TEST_CASE("paths at the length limit work and one longer is refused") {
  const TemporaryDirectory directory;
  std::string path = directory.file("");
  path.append(107 - path.size(), 'x');
  CHECK(listen_unix(path, 0600, ""));
  CHECK_FALSE(listen_unix(path + "x", 0600, ""));
}

TEST_CASE("a descriptor arrives with the bytes it was sent with") {
  std::array<int, 2> pair{};
  std::array<int, 2> passed{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0);
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, passed.data()) == 0);
  const FileDescriptor a(pair[0]), b(pair[1]), c(passed[0]), d(passed[1]);
  REQUIRE(send_descriptor(a.get(), c.get(), "hello") == 0);
  std::array<char, 16> buffer{};
  auto received = receive_with_descriptor(b.get(), buffer.data(), buffer.size());
  CHECK(received.length == 5);
  REQUIRE(received.descriptor);
  REQUIRE(send(received.descriptor.get(), "x", 1, 0) == 1);
  CHECK(recv(d.get(), buffer.data(), 1, 0) == 1);
}
