#include "common/platform.h"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "common/file_descriptor.h"

using namespace greycache;

namespace {

// What function() says in a process of a PID namespace of its own, as in another container; -1
// where none can be had.
int in_another_container(const std::function<bool()>& function) {
  const pid_t outer = fork();
  if (outer == 0) {
    const int namespaces = geteuid() == 0 ? CLONE_NEWPID : CLONE_NEWPID | CLONE_NEWUSER;
    if (unshare(namespaces) != 0) _exit(2);
    const pid_t inner = fork();
    if (inner == 0) _exit(function() ? 1 : 0);
    int status = 0;
    if (inner < 0 || waitpid(inner, &status, 0) != inner || !WIFEXITED(status)) _exit(3);
    _exit(WEXITSTATUS(status));
  }
  int status = 0;
  REQUIRE(waitpid(outer, &status, 0) == outer);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status) == 2 ? -1 : WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("the peer of a unix socket is a process and its account, nothing else has one") {
  std::array<int, 2> ends{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  const FileDescriptor one(ends[0]);
  const FileDescriptor other(ends[1]);
  const auto peer = peer_of(one.get());
  REQUIRE(peer);
  CHECK(peer->process == getpid());
  CHECK(peer->user == geteuid());
  CHECK_FALSE(peer_of(FileDescriptor(socket(AF_UNIX, SOCK_STREAM, 0)).get()));
}

#ifdef __linux__
TEST_CASE("a peer in another container has an account, and no number") {
  std::array<int, 2> ends{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  const FileDescriptor one(ends[0]);
  const FileDescriptor other(ends[1]);
  const int said = in_another_container([&] {
    const auto peer = peer_of(one.get());
    return peer && peer->process == 0;
  });
  if (said < 0) {
    MESSAGE("no PID namespace can be had here");
    return;
  }
  CHECK(said == 1);
}
#endif

TEST_CASE("a file system has a name or a number, one that is not there neither") {
  CHECK_FALSE(filesystem_of("/").empty());
  CHECK(filesystem_of("/proc") == "0x9fa0");
  CHECK(filesystem_of("/nonexistent").empty());
}
