// The faults that the model of Redis can have.
#include "tests/simulation/models/model_redis.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/simulation/models/redis_wire.h"

namespace greycache::simulation::model_redis_test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kKey = "grey:{192.0.2}";

// A server with a clock, and a client.
struct Server {
  Server() { connect(); }

  void connect() {
    heard.clear();
    closed = false;
    const auto taken = redis.accept(
        {[this](std::string_view bytes) { heard += bytes; }, [this] { closed = true; }});
    accepted = taken.has_value();
    id = taken.value_or(0);
  }
  std::string ask(const RedisWords& words) {
    heard.clear();
    redis.receive(id, redis_wire(words));
    return heard;
  }

  SimTime now = seconds(100);
  ModelRedis redis{[this] { return now; }, 1};
  ByteServer::ClientId id = 0;
  std::string heard;
  bool closed = false;
  bool accepted = false;
};

}  // namespace

TEST_CASE(
    "model redis: a failover ends connections, loses the last writes, and is another history") {
  Server server;
  server.ask({"HSET", kKey, "a", "1", "b", "1"});
  server.now += seconds(2);
  server.ask({"HSET", kKey, "a", "2"});
  server.ask({"HDEL", kKey, "b"});
  server.ask({"HSET", "grey:{10.0.0}", "a", "1"});
  server.ask({"EXPIRE", kKey, "10"});
  const std::string before = server.redis.history();
  server.now += milliseconds(500);
  server.redis.fail_over(seconds(1));
  CHECK(server.closed);
  CHECK(server.redis.history().substr(0, 8) != before.substr(0, 8));
  server.connect();
  CHECK(server.ask({"HMGET", kKey, "a", "b"}) == "*2\r\n$1\r\n1\r\n$1\r\n1\r\n");
  CHECK(server.ask({"TTL", kKey}) == ":-1\r\n");
  CHECK(server.ask({"EXISTS", "grey:{10.0.0}"}) == ":0\r\n");
}

TEST_CASE("model redis: what a flush and a deletion took comes back where a replica lacks them") {
  Server server;
  server.ask({"HSET", kKey, "a", "1"});
  server.ask({"EXPIRE", kKey, "100"});
  server.ask({"SET", "other", "1"});
  server.now += seconds(2);
  server.ask({"DEL", kKey});
  server.ask({"HSET", kKey, "z", "1"});
  server.ask({"FLUSHALL"});
  server.redis.fail_over(seconds(1));
  server.connect();
  CHECK(server.ask({"HGETALL", kKey}) == "*2\r\n$1\r\na\r\n$1\r\n1\r\n");
  CHECK(server.ask({"TTL", kKey}) == ":98\r\n");
  CHECK(server.ask({"EXISTS", "other"}) == ":1\r\n");
}

TEST_CASE(
    "model redis: a replica has what its master had, and becomes a master of its own history") {
  Server server;
  ModelRedis replica([&] { return server.now; }, 2);
  server.ask({"HSET", kKey, "a", "1"});
  server.now += seconds(5);
  server.ask({"HSET", kKey, "a", "2"});
  replica.replicate(server.redis, seconds(1));
  CHECK(replica.history() == server.redis.history());
  CHECK(replica.run({"INFO"}).find("\nrole:slave\r\n") != std::string::npos);
  CHECK(replica.run({"HGET", kKey, "a"}) == "$1\r\n1\r\n");
  CHECK(server.ask({"HGET", kKey, "a"}) == "$1\r\n2\r\n");
  replica.promote();
  CHECK(replica.history() != server.redis.history());
  CHECK(replica.run({"INFO"}).find("\nrole:master\r\n") != std::string::npos);
}

TEST_CASE("model redis: it starts again empty, or as of its last snapshot") {
  Server server;
  server.ask({"HSET", kKey, "a", "1"});
  server.redis.save();
  server.ask({"HSET", kKey, "a", "2"});
  server.redis.stop();
  CHECK(server.closed);
  server.connect();
  CHECK_FALSE(server.accepted);
  const std::string before = server.redis.history();
  server.redis.start_from_save();
  server.connect();
  CHECK(server.ask({"HGET", kKey, "a"}) == "$1\r\n1\r\n");
  CHECK(server.redis.history() != before);
  server.redis.start_empty();
  server.connect();
  CHECK(server.ask({"HGET", kKey, "a"}) == "$-1\r\n");
}

TEST_CASE("model redis: one that is paused answers later, in order") {
  Server server;
  server.redis.pause();
  CHECK(server.ask({"HSET", kKey, "a", "1"}).empty());
  CHECK(server.ask({"HGET", kKey, "a"}).empty());
  server.redis.resume();
  CHECK(server.heard == ":1\r\n$1\r\n1\r\n");
}

TEST_CASE("model redis: keys are evicted and expire, and are named to who tracks") {
  Server server;
  server.ask({"SUBSCRIBE", "__redis__:invalidate"});
  std::string replies;
  const auto data =
      server.redis.accept({[&replies](std::string_view bytes) { replies += bytes; }, [] {}});
  server.redis.receive(*data, redis_wire({"CLIENT", "TRACKING", "ON", "REDIRECT", "1", "BCAST",
                                          "PREFIX", "grey:{"}));
  server.redis.receive(*data, redis_wire({"HSET", kKey, "a", "1"}));
  server.redis.receive(*data, redis_wire({"HSET", "grey:{b}", "a", "1"}));
  server.redis.receive(*data, redis_wire({"PEXPIRE", "grey:{b}", "50"}));
  CHECK(replies == "+OK\r\n:1\r\n:1\r\n:1\r\n");
  const auto named = [](const std::string& key) {
    return "*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n*1\r\n$" +
           std::to_string(key.size()) + "\r\n" + key + "\r\n";
  };
  server.heard.clear();
  server.redis.evict("grey:{1", 5, 3);
  CHECK(server.heard == named(kKey));
  server.heard.clear();
  server.now += milliseconds(100);
  server.redis.tick();
  CHECK(server.heard == named("grey:{b}"));
  CHECK(server.redis.keys().all().empty());
}

TEST_CASE("model redis: beyond its greatest number of clients it says so and closes") {
  Server server;
  server.redis.set_max_clients(1);
  server.connect();
  CHECK(server.closed);
  CHECK(server.heard == "-ERR max number of clients reached\r\n");
}

TEST_CASE("model redis: one that loads says so to all but who only logs in") {
  Server server;
  server.redis.set_mood(ModelRedis::Mood::loading);
  CHECK(server.ask({"HGET", kKey, "a"}).starts_with("-LOADING "));
  CHECK(server.ask({"PING"}).starts_with("-LOADING "));
  CHECK(server.ask({"CLIENT", "SETNAME", "x"}) == "+OK\r\n");
  CHECK(server.ask({"INFO", "replication"}).starts_with("$"));
}

TEST_CASE("model redis: what is no command of Redis ends the connection") {
  Server server;
  server.redis.receive(server.id, "*1\r\n+PING\r\n");
  CHECK(server.heard.starts_with("-ERR Protocol error"));
  CHECK(server.closed);
}

}  // namespace greycache::simulation::model_redis_test
