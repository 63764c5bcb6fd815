// FreeBSD's file of the platform, compiled against stub headers.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "common/file_descriptor.h"
#include "common/platform.h"
#include "tests/freebsd/freebsd_calls.h"

using namespace greycache;

namespace {

struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    one = FileDescriptor(ends[0]);
    other = FileDescriptor(ends[1]);
  }
  ~Pair() { freebsd_kernel() = {}; }

  FileDescriptor one;
  FileDescriptor other;
};

}  // namespace

TEST_CASE("the peer of a unix socket has its process and its account") {
  const Pair pair;
  const auto peer = peer_of(pair.one.get());
  REQUIRE(peer);
  CHECK(peer->process == getpid());
  CHECK(peer->user == geteuid());
}

TEST_CASE("what is no connected unix socket has no peer") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const FileDescriptor reading(ends[0]);
  const FileDescriptor writing(ends[1]);
  CHECK_FALSE(peer_of(reading.get()));
  const FileDescriptor alone(socket(AF_UNIX, SOCK_STREAM, 0));
  CHECK_FALSE(peer_of(alone.get()));
}

TEST_CASE("a kernel that does not tell the process tells the account all the same") {
  const Pair pair;
  freebsd_kernel().tells_process = false;
  REQUIRE(peer_of(pair.one.get()));
  CHECK(peer_of(pair.one.get())->process == 0);
  CHECK(peer_of(pair.one.get())->user == geteuid());
}

TEST_CASE("a structure of another version is not believed") {
  const Pair pair;
  freebsd_kernel().version = 1;
  REQUIRE(peer_of(pair.one.get()));
  CHECK(peer_of(pair.one.get())->process == 0);
}

TEST_CASE("a file system has the name that the kernel tells, one that is not there has none") {
  CHECK(filesystem_of("/") == "zfs");
  CHECK(filesystem_of("/nonexistent").empty());
}
