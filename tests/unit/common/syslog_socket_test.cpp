// What reaches a log daemon, and what is lost where there is none.
#include "common/syslog_socket.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "log_daemon.h"

using namespace greycache;

namespace {

std::size_t send(SyslogSocket& socket, std::string_view text) {
  const std::array messages{SyslogMessage{"<22>", text}};
  return socket.send(messages);
}

}  // namespace

TEST_CASE("datagrams come one a message, in order, more than one call takes") {
  LogDaemon daemon;
  daemon.start();
  SyslogSocket socket(daemon.path());
  std::vector<std::string> texts;
  for (int number = 0; number < 1000; ++number) texts.push_back(std::to_string(number));
  std::vector<SyslogMessage> messages;
  for (const std::string& text : texts) messages.push_back({"<22>", text});
  std::size_t lost = 1;
  // The kernel keeps few of them.
  std::thread sender([&] { lost = socket.send(messages); });
  for (const std::string& text : texts) CHECK(daemon.read() == "<22>" + text);
  sender.join();
  CHECK(lost == 0);
}

TEST_CASE("a NUL byte ends each message of a stream") {
  LogDaemon daemon(SOCK_STREAM);
  daemon.start();
  SyslogSocket socket(daemon.path());
  const std::array messages{SyslogMessage{"<22>", "a"}, SyslogMessage{"<20>", "b"}};
  CHECK(socket.send(messages) == 0);
  CHECK(daemon.read() == std::string("<22>a\0<20>b\0", 12));
}

TEST_CASE("a log daemon that was started anew gets everything") {
  for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
    LogDaemon daemon(type);
    daemon.start();
    SyslogSocket socket(daemon.path());
    CHECK(send(socket, "a") == 0);
    CHECK(daemon.read().starts_with("<22>a"));
    daemon.start();
    CHECK(send(socket, "b") == 0);
    CHECK(daemon.read().starts_with("<22>b"));
  }
}

TEST_CASE("messages are lost while no log daemon is there, and come once one is") {
  for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
    LogDaemon daemon(type);
    SyslogSocket socket(daemon.path());
    CHECK(send(socket, "before") == 1);
    daemon.start();
    CHECK(send(socket, "a") == 0);
    CHECK(daemon.read().starts_with("<22>a"));
    daemon.stop();
    CHECK(send(socket, "lost") == 1);
    const std::array three{SyslogMessage{}, SyslogMessage{}, SyslogMessage{}};
    CHECK(socket.send(three) == 3);
    daemon.start();
    CHECK(send(socket, "b") == 0);
    CHECK(daemon.read().starts_with("<22>b"));
  }
}

TEST_CASE("a datagram that is too long for the kernel is lost alone") {
  LogDaemon daemon;
  daemon.start();
  SyslogSocket socket(daemon.path());
  const std::string large(60'000, 'x');
  const std::string too_large(8U << 20U, 'x');
  const std::array messages{SyslogMessage{"<22>", "a"}, SyslogMessage{"<22>", too_large},
                            SyslogMessage{"<22>", large}};
  CHECK(socket.send(messages) == 1);
  CHECK(daemon.read() == "<22>a");
  CHECK(daemon.read() == "<22>" + large);
}

TEST_CASE("a path that no socket can have loses its messages") {
  SyslogSocket socket("/tmp/" + std::string(200, 'x'));
  CHECK(send(socket, "a") == 1);
}
