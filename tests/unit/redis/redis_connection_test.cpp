// The connection against servers that misbehave: every wait ends at its deadline, no reply is ever
// taken for another's, and the connection comes back.
#include "greycache/redis/redis_connection.h"
#include "greycache/event/libevent_loop.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "greycache/redis/redis_hello.h"
#include "greycache/redis/wire/system_sockets.h"
#include "tests/unit/redis/fake_redis.h"
#include "tests/unit/redis/loop_turns.h"

namespace greycache::redis_connection_test {

namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kTimeout{300};
// The machine may be busy; a deadline is late rather than never.
constexpr Milliseconds kSlack{150};

class Client {
 public:
  explicit Client(const FakeRedis& server) {
    options_.server.unix_path = server.path();
    options_.timeout = kTimeout;
    connection_ = std::make_unique<RedisConnection>(
        loop_, *sockets_, options_,
        [this](const StoreResult<std::string>& state) {
          told.push_back(state ? "ready: " + *state : "not ready: " + state.error().message);
        },
        [] { return 0.0; });
  }

  RedisConnection& connection() { return *connection_; }

  void run_until(const std::function<bool()>& reached) { greycache::run_until(loop_, reached); }

  void run_until_ready() {
    run_until([this] { return connection_->ready(); });
  }

  // Sends `count` commands and waits for what becomes of them.
  StoreResult<std::vector<RedisReply>> ask(std::size_t count = 1) {
    CommandBuffer commands;
    for (std::size_t i = 0; i < count; ++i) commands.add({"PING"});
    std::optional<StoreResult<std::vector<RedisReply>>> answer;
    connection_->send(commands, steady_clock::now() + kTimeout, [&answer](auto replies) {
      CHECK_FALSE(answer.has_value());
      answer = replies.map([](auto span) { return std::vector(span.begin(), span.end()); });
    });
    run_until([&answer] { return answer.has_value(); });
    return *answer;
  }

  std::vector<std::string> told;

 private:
  LibeventLoop loop_;
  std::unique_ptr<RedisSockets> sockets_ = system_sockets(loop_, {});
  RedisOptions options_;
  std::unique_ptr<RedisConnection> connection_;
};

Milliseconds time_of(const std::function<void()>& what) {
  const auto begin = steady_clock::now();
  what();
  return std::chrono::duration_cast<Milliseconds>(steady_clock::now() - begin);
}

// Waits on a server's side, or until the client has gone.
void pass_time(int socket, int milliseconds) {
  pollfd wait{socket, POLLRDHUP, 0};
  poll(&wait, 1, milliseconds);
}

}  // namespace

TEST_CASE("a command is answered") {
  const FakeRedis server([](int socket) {
    if (greet(socket) && hear(socket)) say(socket, "+PONG\r\n");
    wait_for_close(socket);
  });
  Client client(server);
  client.run_until_ready();
  const auto replies = client.ask();
  REQUIRE(replies.has_value());
  CHECK(replies->front().text == "PONG");
  REQUIRE(client.told.size() == 1);
  CHECK(client.told[0] == "ready: connected to Redis at " + server.path());
}

TEST_CASE("a server that drips ends at the deadline all the same") {
  const FakeRedis server([](int socket) {
    if (!greet(socket) || !hear(socket)) return;
    for (const char& byte : std::string("$20\r\n01234567890123456789\r\n")) {
      if (!say(socket, {&byte, 1})) return;
      pass_time(socket, 150);
    }
  });
  Client client(server);
  client.run_until_ready();
  const auto spent = time_of([&client] {
    const auto replies = client.ask();
    REQUIRE_FALSE(replies.has_value());
    CHECK(replies.error().kind == StoreError::Kind::unavailable);
  });
  CHECK(spent >= kTimeout - Milliseconds(5));
  CHECK(spent < kTimeout + kSlack);
}

TEST_CASE("a deadline ends all that is under way, and nothing waits after it") {
  const FakeRedis server([](int socket) {
    if (greet(socket)) wait_for_close(socket);
  });
  Client client(server);
  client.run_until_ready();
  int failed = 0;
  CommandBuffer commands;
  commands.add({"PING"});
  for (int i = 0; i < 3; ++i) {
    client.connection().send(commands, steady_clock::now() + kTimeout,
                             [&failed](auto replies) { failed += replies ? 0 : 1; });
  }
  client.run_until([&failed] { return failed > 0; });
  CHECK(failed == 3);
  CHECK_FALSE(client.connection().ready());
  CHECK(time_of([&client] { CHECK_FALSE(client.ask().has_value()); }) < Milliseconds(50));
}

TEST_CASE("lies about lengths end the connection, not the process") {
  for (const char* lie :
       {"*2147483647\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
        "$2147483647\r\nx", "$99999999999999999999\r\n", "hello\r\n"}) {
    CAPTURE(lie);
    const FakeRedis server([lie](int socket) {
      if (greet(socket) && hear(socket)) say(socket, lie);
      wait_for_close(socket);
    });
    Client client(server);
    client.run_until_ready();
    const auto replies = client.ask();
    REQUIRE_FALSE(replies.has_value());
    CHECK(replies.error().kind == StoreError::Kind::unavailable);
    CHECK_FALSE(client.connection().ready());
  }
}

TEST_CASE("a connection closed in the middle of an answer fails it at once and comes back") {
  std::atomic<int> served = 0;
  const FakeRedis server([&served](int socket) {
    if (!greet(socket) || !hear(socket)) return;
    say(socket, served++ == 0 ? "+first\r\n+sec" : "+again\r\n+again\r\n");
    if (served > 1) wait_for_close(socket);
  });
  Client client(server);
  client.run_until_ready();
  CHECK(time_of([&client] { CHECK_FALSE(client.ask(2).has_value()); }) < kTimeout);
  client.run_until_ready();
  const auto replies = client.ask(2);
  REQUIRE(replies.has_value());
  CHECK((*replies)[1].text == "again");
  CHECK(server.connections() == 2);
  CHECK(client.told.size() == 3);
}

TEST_CASE("an answer that nobody asked for ends the connection") {
  const FakeRedis server([](int socket) {
    if (greet(socket)) say(socket, "+surprise\r\n");
    wait_for_close(socket);
  });
  Client client(server);
  client.run_until([&client] {
    return std::any_of(client.told.begin(), client.told.end(), [](const std::string& line) {
      return line.starts_with("not ready: ") && line.find("not asked (") != std::string::npos;
    });
  });
}

TEST_CASE("a server that refuses the first commands is not used, and told once") {
  const FakeRedis server([](int socket) {
    if (hear(socket)) {
      std::string answers;
      for (std::size_t i = 0; i < hello_commands({}, 1).commands(); ++i)
        answers += "-LOADING Redis is loading\r\n";
      say(socket, answers);
    }
    wait_for_close(socket);
  });
  Client client(server);
  client.run_until([&server] { return server.connections() >= 3; });
  REQUIRE(client.told.size() == 1);
  CHECK(client.told[0].find("LOADING") != std::string::npos);
  CHECK_FALSE(client.ask().has_value());
}

TEST_CASE("a server that accepts and says nothing is given up and tried again") {
  const FakeRedis server([](int socket) { wait_for_close(socket); });
  Client client(server);
  CHECK(time_of([&] { client.run_until([&server] { return server.connections() >= 2; }); }) <
        kTimeout + kSlack + Milliseconds(50));
  CHECK(client.told.size() == 1);
}

TEST_CASE("a server that does not read cannot make the unsent grow without end") {
  const FakeRedis server([](int socket) {
    if (greet(socket)) pass_time(socket, 2000);
  });
  Client client(server);
  client.run_until_ready();
  CommandBuffer commands;
  commands.add({"SET", std::string(std::size_t{1} << 20, 'x')});
  int failed = 0;
  for (int i = 0; i < 20; ++i) {
    client.connection().send(commands, steady_clock::now() + kTimeout,
                             [&failed](auto replies) { failed += replies ? 0 : 1; });
  }
  CHECK(failed >= 10);
  client.run_until([&failed] { return failed == 20; });
}

TEST_CASE("callbacks of a lost connection may ask again") {
  const FakeRedis server([](int socket) {
    if (greet(socket)) hear(socket);
  });
  Client client(server);
  client.run_until_ready();
  CommandBuffer commands;
  commands.add({"PING"});
  int answers = 0;
  client.connection().send(commands, steady_clock::now() + kTimeout, [&](auto first) {
    CHECK_FALSE(first.has_value());
    ++answers;
    client.connection().send(commands, steady_clock::now() + kTimeout, [&answers](auto second) {
      CHECK_FALSE(second.has_value());
      ++answers;
    });
  });
  client.run_until([&answers] { return answers == 2; });
}

}  // namespace greycache::redis_connection_test
