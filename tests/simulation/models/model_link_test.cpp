// What a link between a process and a server does to their bytes.
#include "tests/simulation/models/model_link.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <map>
#include <optional>

#include "tests/simulation/models/model_network.h"
#include "tests/simulation/models/model_redis.h"
#include "tests/simulation/models/model_sentinel.h"
#include "tests/simulation/models/redis_wire.h"
#include "tests/simulation/models/scripted_dice.h"

namespace greycache::simulation::model_link_test {

namespace {

using std::chrono::milliseconds;
using Outcome = Fate::Outcome;

const std::string kPing = "*1\r\n$4\r\nPING\r\n";
const std::string kPong = "+PONG\r\n";
const std::string kPlace = "127.0.0.1:6379";

// Time, in which a process talks to a Redis.
struct Network {
  void run(SimTime span = milliseconds(1000)) {
    const SimTime end = now + span;
    while (!tasks.empty() && tasks.begin()->first <= end) {
      auto task = tasks.extract(tasks.begin());
      now = std::max(now, task.key());
      task.mapped()();
    }
    now = end;
  }
  void connect(const std::string& place = kPlace) {
    heard.clear();
    error.reset();
    link = network.connect("mx", place,
                           {.bytes =
                                [this](std::string_view bytes) {
                                  heard += bytes;
                                  ++pieces;
                                },
                            .closed = [this](int why) { error = why; }});
  }

  SimTime now{0};
  std::multimap<SimTime, std::function<void()>> tasks;
  ScriptedDice dice;
  ModelRedis redis{[this] { return now; }, 1};
  ModelNetwork network{
      [this] { return now; },
      [this](SimTime at, std::function<void()> call) { tasks.emplace(at, std::move(call)); }, dice};
  std::unique_ptr<ModelLink> link;
  std::string heard;
  int pieces = 0;
  std::optional<int> error;

  Network() { network.serve(kPlace, &redis); }
};

const RedisWords kSet{"HSET", "k", "a", "1"};

}  // namespace

TEST_CASE("model link: bytes arrive in order, as late as the dice say, also in pieces") {
  Network network;
  network.dice.next(FaultPoint::connect, {.takes = milliseconds(100)});
  network.connect();
  network.dice.next(FaultPoint::request, {.takes = milliseconds(20), .salt = 7});
  network.link->send(kPing);
  network.run(milliseconds(99));
  CHECK(network.heard.empty());
  network.run(milliseconds(100));
  CHECK(network.heard == kPong);
  network.dice.next(FaultPoint::reply,
                    {.takes = milliseconds(50), .salt = std::uint64_t{0x201} << 32U});
  network.link->send(kPing);
  network.run(milliseconds(60));
  CHECK(network.heard.size() < 2 * kPong.size());
  network.run(milliseconds(60));
  CHECK(network.heard == kPong + kPong);
  CHECK(network.pieces == 3);
  CHECK_FALSE(network.error.has_value());
}

TEST_CASE("model link: a request is cut off before it takes effect, or after it") {
  for (const Outcome outcome : {Outcome::fails_before, Outcome::fails_after}) {
    Network network;
    network.connect();
    network.run();
    network.dice.next(FaultPoint::request, {.outcome = outcome, .salt = 9});
    network.link->send(redis_wire(kSet));
    network.link->send(kPing);
    network.run();
    CHECK(network.heard.empty());
    CHECK(network.error == ECONNRESET);
    CHECK(network.redis.keys().all().size() == (outcome == Outcome::fails_after ? 1 : 0));
  }
}

TEST_CASE("model link: a reply is cut off in its middle") {
  Network network;
  network.connect();
  network.dice.next(FaultPoint::reply, {.outcome = Outcome::fails_before, .salt = 2});
  network.link->send(kPing);
  network.run();
  CHECK(network.heard == kPong.substr(0, 2));
  CHECK(network.error == ECONNRESET);
}

TEST_CASE("model link: nobody who listens, a refusal, and one that is never answered") {
  Network network;
  network.connect("127.0.0.1:1");
  network.run();
  CHECK(network.error == ECONNREFUSED);
  network.redis.stop();
  network.connect();
  network.run();
  CHECK(network.error == ECONNREFUSED);
  network.redis.start_empty();
  network.dice.next(FaultPoint::connect, {.outcome = Outcome::fails_before, .salt = 1});
  network.connect();
  network.link->send(kPing);
  network.run();
  CHECK_FALSE(network.error.has_value());
  CHECK(network.heard.empty());
}

TEST_CASE("model link: over a path that is cut nothing arrives until it heals, then all") {
  Network network;
  network.connect();
  network.run();
  network.network.cut("mx", kPlace);
  network.link->send(kPing);
  network.link->send(redis_wire(kSet));
  network.run();
  CHECK(network.heard.empty());
  network.network.heal("mx", kPlace);
  network.run();
  CHECK(network.heard == kPong + ":1\r\n");
}

TEST_CASE("model link: what a process sent before it died takes effect, and its end is known") {
  Network network;
  network.connect();
  network.run();
  network.link->send(redis_wire(kSet));
  network.link.reset();
  network.run();
  CHECK(network.redis.keys().all().size() == 1);
  CHECK(network.redis.run({"CLIENT", "KILL", "TYPE", "normal"}) == ":0\r\n");
  CHECK(network.heard.empty());
}

TEST_CASE("model link: a server that ends is told as an end, what it said before still comes") {
  Network network;
  network.connect();
  network.run();
  network.link->send(kPing);
  network.run(milliseconds(0));
  network.redis.stop();
  network.run();
  CHECK(network.heard == kPong);
  CHECK(network.error == 0);
}

TEST_CASE("model link: a Sentinel says where the master is") {
  Network network;
  ModelSentinel sentinel;
  network.network.serve("127.0.0.1:26379", &sentinel);
  network.connect("127.0.0.1:26379");
  const std::string question = redis_wire({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", "grey"});
  network.link->send(question);
  network.run();
  CHECK(network.heard == "*-1\r\n");
  sentinel.name_master("grey", "127.0.0.1", "6379");
  network.link->send(question);
  network.run();
  CHECK(network.heard == "*-1\r\n*2\r\n$9\r\n127.0.0.1\r\n$4\r\n6379\r\n");
}

}  // namespace greycache::simulation::model_link_test
