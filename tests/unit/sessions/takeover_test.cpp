// Tests of the first words between a daemon and one that wants to take over.
#include "greycache/sessions/takeover.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <thread>

#include "tests/unit/temporary_directory.h"

using namespace greycache;

namespace {

// The control socket of a daemon that `answers` who asks for everything.
class OldDaemon {
 public:
  template <typename Answer>
  explicit OldDaemon(Answer answer) : listening_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
    REQUIRE(bind(listening_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(listening_.get(), 1) == 0);
    thread_ = std::thread([this, answer] {
      const FileDescriptor connection(accept(listening_.get(), nullptr, nullptr));
      std::array<char, 9> asked{};
      recv(connection.get(), asked.data(), asked.size(), MSG_WAITALL);
      answer(connection.get());
    });
  }
  ~OldDaemon() { thread_.join(); }
  OldDaemon(const OldDaemon&) = delete;
  OldDaemon& operator=(const OldDaemon&) = delete;

  std::string path() const { return directory_.file("control.sock"); }

 private:
  TemporaryDirectory directory_;
  FileDescriptor listening_;
  std::thread thread_;
};

std::string why_not(const OldDaemon& old) {
  const auto takeover = request_takeover(old.path(), std::chrono::seconds(5));
  return takeover ? "" : takeover.error();
}

}  // namespace

TEST_CASE("a daemon that must not go says why to who wants to take over") {
  const OldDaemon old([](int connection) {
    CHECK(keep_all(connection, "3 changes are\nin memory").kind == HandoverResult::Kind::kept);
  });
  CHECK(why_not(old) ==
        "cannot take over: the running daemon goes on: 3 changes are\\x0ain memory");
}

TEST_CASE("a daemon that says nothing that is known refuses") {
  for (const std::string words : {"", "no", "error: what?\n"}) {
    CAPTURE(words);
    const OldDaemon old(
        [words](int connection) { send(connection, words.data(), words.size(), MSG_NOSIGNAL); });
    CHECK(why_not(old).starts_with("cannot take over: the running daemon refuses"));
  }
}
