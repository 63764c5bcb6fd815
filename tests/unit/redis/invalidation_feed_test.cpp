// The second connection against servers that misbehave: it is over at its deadline, and never
// silently.
#include "greycache/redis/invalidation_feed.h"
#include "greycache/event/libevent_loop.h"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "greycache/redis/wire/system_sockets.h"
#include "tests/unit/redis/fake_redis.h"
#include "tests/unit/redis/loop_turns.h"

namespace greycache::invalidation_feed_test {

namespace {

using std::chrono::steady_clock;

constexpr std::string_view kListening = ":42\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";
constexpr std::string_view kPong = "*2\r\n$4\r\npong\r\n$0\r\n\r\n";

std::string message(const std::string& keys) {
  return "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n" + keys;
}

class Listener {
 public:
  explicit Listener(const FakeRedis& server) {
    options_.timeout = Milliseconds(200);
    feed_ = std::make_unique<InvalidationFeed>(
        loop_, *sockets_, options_,
        InvalidationFeed::Events{
            .listening = [this](std::int64_t id) { heard.push_back("id " + std::to_string(id)); },
            .changed = [this](std::string_view key) { heard.emplace_back(key); },
            .all_changed = [this] { heard.emplace_back("all"); },
            .alive = [this] { heard.emplace_back("alive"); },
            .lost = [this](const StoreError& why) { heard.push_back("lost: " + why.message); }});
    begin(server);
  }

  InvalidationFeed& feed() { return *feed_; }

  void begin(const FakeRedis& server) {
    RedisPlace place;
    place.unix_path = server.path();
    REQUIRE(feed_->begin(place).has_value());
  }

  // Until so much was heard.
  const std::vector<std::string>& hear_so_many(std::size_t count) {
    run_until(loop_, [&] { return heard.size() >= count; });
    return heard;
  }

  std::vector<std::string> heard;

 private:
  LibeventLoop loop_;
  std::unique_ptr<RedisSockets> sockets_ = system_sockets(loop_, {});
  RedisOptions options_;
  std::unique_ptr<InvalidationFeed> feed_;
};

// A server that says this once it is asked, and then nothing.
FakeRedis::Serve saying(const std::string& bytes) {
  return [bytes](int socket) {
    if (hear(socket)) say(socket, bytes);
    wait_for_close(socket);
  };
}

}  // namespace

TEST_CASE("invalidations: each key is told, and nil as all of them") {
  const FakeRedis server(saying(std::string(kListening) + message("*2\r\n$1\r\na\r\n$2\r\nbc\r\n") +
                                message("*-1\r\n") + message("$-1\r\n") + message("*0\r\n")));
  Listener listener(server);
  CHECK(listener.hear_so_many(5) == std::vector<std::string>{"id 42", "a", "bc", "all", "all"});
}

TEST_CASE("invalidations: a server that falls silent is lost, after a sign of life before that") {
  const FakeRedis server([](int socket) {
    if (hear(socket)) say(socket, kListening);
    if (hear(socket)) say(socket, kPong);
    wait_for_close(socket);
  });
  Listener listener(server);
  const auto begin = steady_clock::now();
  CHECK(listener.hear_so_many(3) ==
        std::vector<std::string>{"id 42", "alive", "lost: no answer within 200ms"});
  // Each an eighth of a second sooner or later.
  CHECK(steady_clock::now() - begin >=
        2 * InvalidationFeed::kPingInterval - std::chrono::milliseconds(250));
}

TEST_CASE("invalidations: a server that never answers is lost at the deadline") {
  const FakeRedis server(wait_for_close);
  Listener listener(server);
  CHECK(listener.hear_so_many(1).front() == "lost: no answer within 200ms");
}

TEST_CASE("invalidations: an error, an end, and what cannot be understood") {
  for (const auto& [said, lost] : std::vector<std::pair<std::string, std::string>>{
           {"-NOPERM no\r\n", "lost: Redis says: NOPERM no (see"},
           {":0\r\n*1\r\n$9\r\nsubscribe\r\n", "lost: Redis does not subscribe as expected"},
           {":42\r\n*1\r\n$5\r\nother\r\n", "lost: Redis does not subscribe as expected"},
           {"?\r\n", "lost: Redis's answer cannot be read"}}) {
    CAPTURE(said);
    const FakeRedis server(saying(said));
    Listener listener(server);
    CHECK(listener.hear_so_many(1).front().starts_with(lost));
  }
  const FakeRedis unasked(saying(std::string(kListening) + std::string(kPong)));
  Listener listener(unasked);
  CHECK(listener.hear_so_many(2).back() == "lost: Redis says what was not asked");
  const FakeRedis closing([](int socket) { hear(socket); });
  CHECK(Listener(closing).hear_so_many(1).front() == "lost: Redis closed the connection");
}

TEST_CASE("invalidations: an end that was asked for is told to nobody") {
  const FakeRedis server(saying(std::string(kListening)));
  const FakeRedis other(saying(std::string(kListening)));
  Listener listener(server);
  listener.hear_so_many(1);
  listener.feed().end();
  listener.begin(other);
  CHECK(listener.hear_so_many(2) == std::vector<std::string>{"id 42", "id 42"});
}

}  // namespace greycache::invalidation_feed_test
