// The question to Sentinels of all kinds: every one has its deadline, and the next is asked.
#include "greycache/redis/master_search.h"
#include "greycache/event/libevent_loop.h"

#include <doctest/doctest.h>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "greycache/redis/redis_connection.h"
#include "greycache/redis/wire/system_sockets.h"
#include "tests/unit/redis/fake_redis.h"
#include "tests/unit/redis/loop_turns.h"

namespace greycache::master_search_test {

namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kTimeout{300};

// Answers whatever it hears with the next of these, and the last one for ever.
FakeRedis::Serve saying(std::vector<std::string> answers) {
  return [answers](int socket) {
    for (std::size_t i = 0; hear(socket); ++i)
      say(socket, answers[std::min(i, answers.size() - 1)]);
  };
}

std::string naming(std::string_view host, std::uint16_t port) {
  const std::string digits = std::to_string(port);
  return "*2\r\n$" + std::to_string(host.size()) + "\r\n" + std::string(host) + "\r\n$" +
         std::to_string(digits.size()) + "\r\n" + digits + "\r\n";
}

class Sentinel : public FakeRedis {
 public:
  explicit Sentinel(Serve serve) : FakeRedis(std::move(serve), At::loopback) {}
  RedisPlace place() const { return {"127.0.0.1", port()}; }
};

class Searcher {
 public:
  explicit Searcher(std::vector<RedisPlace> sentinels) {
    options.sentinels = std::move(sentinels);
    options.master_name = "mail";
    options.timeout = kTimeout;
    search_.emplace(loop, *sockets, options);
  }

  // "HOST:PORT", or the error.
  std::string find() {
    std::optional<StoreResult<RedisPlace>> found;
    search_->begin([&found](const StoreResult<RedisPlace>& place) {
      CHECK_FALSE(found.has_value());
      found = place;
    });
    run_until(loop, [&found] { return found.has_value(); });
    kind = *found ? std::nullopt : std::optional((*found).error().kind);
    return *found ? text_of(**found) : (*found).error().message;
  }

  LibeventLoop loop;
  std::unique_ptr<RedisSockets> sockets = system_sockets(loop, {});
  RedisOptions options;
  std::optional<StoreError::Kind> kind;  // of the last error

 private:
  std::optional<MasterSearch> search_;
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// A loopback place where nobody listens.
RedisPlace closed_place() {
  return Sentinel(wait_for_close).place();
}

}  // namespace

TEST_CASE("the first Sentinel that knows the master is believed, by IPv4 and IPv6") {
  const Sentinel first(saying({naming("192.0.2.7", 6380)}));
  const Sentinel second(saying({naming("2001:db8::7", 6381)}));
  Searcher searcher({first.place(), second.place()});
  CHECK(searcher.find() == "192.0.2.7:6380");
  CHECK(second.connections() == 0);
  Searcher other({second.place()});
  CHECK(other.find() == "[2001:db8::7]:6381");
}

TEST_CASE("one that hangs is left at its deadline, and the next search begins with another") {
  const Sentinel hanging(wait_for_close);
  const Sentinel good(saying({naming("192.0.2.7", 6380)}));
  Searcher searcher({hanging.place(), good.place()});
  const auto begin = steady_clock::now();
  CHECK(searcher.find() == "192.0.2.7:6380");
  CHECK(steady_clock::now() - begin >= kTimeout - Milliseconds(5));
  CHECK(searcher.find() == "192.0.2.7:6380");
  CHECK(hanging.connections() == 1);
  CHECK(good.connections() == 2);
}

TEST_CASE("one that is away, ends, does not know or speaks nonsense leaves it to the next") {
  const Sentinel ending([](int socket) { hear(socket); });
  const Sentinel ignorant(saying({"*-1\r\n"}));
  const Sentinel talkative(saying({"nonsense\r\n"}));
  const Sentinel other_shape(saying({":5\r\n"}));
  const Sentinel good(saying({naming("192.0.2.7", 6380)}));
  Searcher searcher({closed_place(), ending.place(), ignorant.place(), talkative.place(),
                     other_shape.place(), good.place()});
  CHECK(searcher.find() == "192.0.2.7:6380");
}

TEST_CASE("a name that no Sentinel knows needs an administrator") {
  const Sentinel ignorant(saying({"*-1\r\n"}));
  Searcher searcher({ignorant.place(), closed_place()});
  const std::string error = searcher.find();
  CHECK(holds(error, "no Sentinel knows a master named \"mail\""));
  CHECK(holds(error, text_of(ignorant.place()) + ": it knows no such master"));
  CHECK(searcher.kind == StoreError::Kind::refused);
}

TEST_CASE("Sentinels that are all away are an outage, with the reason of each") {
  const Sentinel hanging(wait_for_close);
  const RedisPlace closed = closed_place();
  Searcher searcher({closed, hanging.place()});
  const std::string error = searcher.find();
  CHECK(holds(error, "no Sentinel tells where the master \"mail\" is"));
  CHECK(holds(error, text_of(closed) + ": Connection refused"));
  CHECK(holds(error, text_of(hanging.place()) + ": no answer within"));
  CHECK(searcher.kind == StoreError::Kind::unavailable);
}

TEST_CASE("a master that is named by a host name or without a port is not looked up") {
  for (const std::string& answer :
       {naming("redis.example", 6379), naming("127.0.0.1", 0), naming("", 6379)}) {
    const Sentinel naming_it(saying({answer}));
    Searcher searcher({naming_it.place()});
    CHECK(holds(searcher.find(), "no numeric address"));
    CHECK(searcher.kind == StoreError::Kind::refused);
  }
}

TEST_CASE("the password goes to a Sentinel that asks for one, and to no other") {
  std::string heard;
  const Sentinel strict([&heard](int socket) {
    std::array<char, 4096> buffer;
    const ssize_t length = recv(socket, buffer.data(), buffer.size(), 0);
    if (length <= 0) return;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(length));
    heard += bytes;
    const bool login = bytes.find("AUTH\r\n$6\r\nsecret") != bytes.npos;
    say(socket, login ? "+OK\r\n" + naming("192.0.2.7", 6380) : "-NOAUTH a password\r\n");
    wait_for_close(socket);
  });
  Searcher searcher({strict.place()});
  CHECK(holds(searcher.find(), "NOAUTH"));
  CHECK(strict.connections() == 1);
  searcher.options.password = "secret";
  CHECK(searcher.find() == "192.0.2.7:6380");
  CHECK(strict.connections() == 3);
  CHECK(heard.find("AUTH") == heard.rfind("AUTH"));
}

TEST_CASE("a Sentinel that wants another password says so") {
  int connections = 0;
  const Sentinel strict([&connections](int socket) {
    hear(socket);
    say(socket, ++connections == 1 ? "-NOAUTH one\r\n" : "-WRONGPASS no\r\n-NOAUTH one\r\n");
    wait_for_close(socket);
  });
  Searcher searcher({strict.place()});
  searcher.options.password = "secret";
  CHECK(holds(searcher.find(), "WRONGPASS"));
  CHECK(searcher.kind == StoreError::Kind::refused);
}

TEST_CASE("a replica that is named is not used, and the Sentinels are asked again") {
  const auto serving = [](const char* role) {
    return [role](int socket) { greet(socket, role) && hear(socket); };
  };
  const Sentinel replica(serving("role:slave\r\n"));
  const Sentinel master(serving("role:master\r\n"));
  int asked = 0;
  const Sentinel sentinel([&](int socket) {
    hear(socket);
    say(socket, naming("127.0.0.1", ++asked < 3 ? replica.port() : master.port()));
    wait_for_close(socket);
  });
  Searcher searcher({sentinel.place()});
  std::vector<std::string> told;
  RedisConnection connection(
      searcher.loop, *searcher.sockets, searcher.options,
      [&told](const StoreResult<std::string>& state) {
        told.push_back(state ? *state : state.error().message);
      },
      [] { return 0.0; });
  run_until(searcher.loop, [&connection] { return connection.ready(); });
  CHECK(asked == 3);
  CHECK(told == std::vector<std::string>{"the Redis that the Sentinels name is no master (" +
                                             text_of(replica.place()) + ")",
                                         "connected to Redis at " + text_of(master.place())});
}

}  // namespace greycache::master_search_test
