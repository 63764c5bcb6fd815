// The socket of the system: its events come from the loop only, and may end or begin it again.
#include "greycache/redis/wire/plain_socket.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <thread>

#include "greycache/event/libevent_loop.h"
#include "greycache/redis/wire/system_sockets.h"
#include "tests/unit/redis/fake_redis.h"
#include "tests/unit/redis/loop_turns.h"

namespace greycache {

namespace {

// A socket that writes down what it hears; `then` is called with each event.
class Talk {
 public:
  explicit Talk(std::function<void(Talk&)> then = [](Talk&) {})
      : then_(std::move(then)),
        socket(sockets_->make({.on_bytes =
                                   [this](std::string_view bytes) {
                                     heard += bytes;
                                     then_(*this);
                                   },
                               .on_gone =
                                   [this](const std::string& why) {
                                     gone = why;
                                     then_(*this);
                                   }})) {}

  void connect(const FakeRedis& server) {
    RedisPlace place;
    place.unix_path = server.path();
    REQUIRE(socket->connect(place).has_value());
  }

 private:
  std::function<void(Talk&)> then_;

 public:
  LibeventLoop loop;
  std::string heard;
  std::optional<std::string> gone;

 private:
  std::unique_ptr<RedisSockets> sockets_ = system_sockets(loop, {});

 public:
  std::unique_ptr<RedisSocket> socket;
};

}  // namespace

TEST_CASE("plain socket: bytes go both ways, and an end without a word is the server's") {
  const FakeRedis server([](int socket) { hear(socket) && say(socket, "+OK\r\n"); });
  Talk talk;
  talk.connect(server);
  talk.socket->send("PING\r\n");
  run_until(talk.loop, [&] { return talk.gone.has_value(); });
  CHECK(talk.heard == "+OK\r\n");
  CHECK(talk.gone->empty());
}

TEST_CASE("plain socket: a write that fails is told by the loop, not from within send()") {
  const FakeRedis server([](int) {});
  Talk talk;
  talk.connect(server);
  while (server.connections() == 0) std::this_thread::yield();
  const std::string much(1 << 20, 'x');
  for (int i = 0; i < 20; ++i) talk.socket->send(much);
  CHECK_FALSE(talk.gone.has_value());
  run_until(talk.loop, [&] { return talk.gone.has_value(); });
  CHECK(talk.socket->unsent() == 0);
}

TEST_CASE("plain socket: who is given bytes may close, and hears no more") {
  const FakeRedis server([](int socket) {
    hear(socket);
    say(socket, "first");
    wait_for_close(socket);
  });
  Talk talk([](Talk& self) { self.socket->close(); });
  talk.connect(server);
  talk.socket->send("x");
  run_until(talk.loop, [&] { return !talk.heard.empty(); });
  run_briefly(talk.loop);
  CHECK(talk.heard == "first");
  CHECK_FALSE(talk.gone.has_value());
}

TEST_CASE("plain socket: who is told of the end may connect again at once") {
  int served = 0;
  const FakeRedis server([&served](int socket) {
    if (++served == 2) say(socket, "again");
  });
  Talk talk([&server](Talk& self) {
    if (server.connections() == 1) self.connect(server);
  });
  talk.connect(server);
  run_until(talk.loop, [&] { return talk.heard == "again"; });
}

TEST_CASE("plain socket: a server that ends it before a word may want TLS, by TCP only") {
  const FakeRedis server([](int socket) { hear(socket); }, FakeRedis::At::loopback);
  Talk talk;
  REQUIRE(talk.socket->connect({"127.0.0.1", server.port(), {}}).has_value());
  talk.socket->send("PING\r\n");
  run_until(talk.loop, [&] { return talk.gone.has_value(); });
  CHECK(talk.gone->find("rediss://") != std::string::npos);
}

}  // namespace greycache
