// What the simulation's model of Redis replies, beside a real one.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/contract/redis_both.h"

namespace greycache {

namespace {

using Words = simulation::RedisWords;
using Mood = simulation::ModelRedis::Mood;

const std::string kKey = "grey:{192.0.2}";
const std::string kOther = "grey:{10.0.0}";

void check_alike(BothClients& client, const Words& words) {
  std::string line;
  for (const std::string& word : words) line += word + " ";
  const auto replies = client.ask(words);
  CAPTURE(line);
  CHECK(replies.model == replies.real);
}

int major_version(BothRedis& both) {
  const std::string info = both.real({"INFO", "server"});
  const std::string name = "redis_version:";
  return std::stoi(info.substr(info.find(name) + name.size()));
}

void check_all_alike(BothClients& client, const std::vector<Words>& commands) {
  for (const Words& words : commands) check_alike(client, words);
}

// A connection on which invalidations arrive of what anybody changes.
struct Feed {
  Feed(BothRedis& both, BothClients& data) : client(both) {
    const auto id = client.ask({"CLIENT", "ID"});
    check_alike(client, {"SUBSCRIBE", "__redis__:invalidate"});
    const auto words = [](const std::string& redirect) {
      return Words{"CLIENT", "TRACKING", "ON", "REDIRECT", redirect, "BCAST", "PREFIX", "grey:{"};
    };
    const auto replies = data.ask_apart(words(id.real), words(id.model));
    CHECK(replies.real == "OK");
    CHECK(replies.model == "OK");
  }
  void check_alike_pushed() {
    const auto pushed = client.pushed();
    CHECK(pushed.model == pushed.real);
  }

  BothClients client;
};

// One of each command that greycache sends, and some that are wrong.
std::vector<Words> every_command() {
  return {{"PING"},
          {"PING", "hello"},
          {"HSET", kKey, "@", "x", "a@b", "1 2"},
          {"HSET", kKey, "@", "y", "odd"},
          {"HSETNX", kKey, "a@b", "3 4"},
          {"HSETNX", kKey, "c@d", "3 4"},
          {"HMGET", kKey, "@", "a@b", "none"},
          {"HMGET", kOther, "@", "a@b"},
          {"HGETALL", kKey},
          {"HGETALL", kOther},
          {"HLEN", kKey},
          {"HLEN", kOther},
          {"HDEL", kKey, "a@b", "none"},
          {"HDEL", kOther, "a"},
          {"HINCRBY", "grey:{epoch}", "n", "5"},
          {"HINCRBY", "grey:{epoch}", "n", "0"},
          {"HINCRBY", kKey, "@", "1"},
          {"HINCRBY", "grey:{epoch}", "n", "x"},
          {"EXPIRE", kKey, "3600"},
          {"EXPIRE", kOther, "3600"},
          {"EXPIRE", kKey, "soon"},
          {"EXPIRE", kKey, "0"},
          {"EXPIRE", kKey, "0"},
          {"EXEC"},
          {"MULTI"},
          {"MULTI"},
          {"HSET", kKey, "a", "1"},
          {"WATCH", kKey},
          {"HMGET", kKey, "a"},
          {"EXEC"},
          {"MULTI"},
          {"HSET", kKey, "a", "1"},
          {"HMGET", kKey},
          {"EXEC"},
          {"WATCH", kKey, kOther},
          {"MULTI"},
          {"EXEC"},
          {"NONSENSE", "a", "b"},
          {"CLIENT", "NONSENSE"},
          {"CLIENT", "SETNAME", "greycache"},
          {"CLIENT", "TRACKING", "OFF"},
          {"CLIENT", "TRACKING", "ON", "REDIRECT", "999999", "BCAST", "PREFIX", "grey:{"},
          {"SELECT", "1"},
          {"SELECT", "99"},
          {"SELECT", "0"},
          {"AUTH", "x"},
          {"AUTH", "greycache", "wrong"},
          {"AUTH", "nobody", "wrong"}};
}

}  // namespace

TEST_CASE("redis model: every command is answered as by Redis, the wrong ones too") {
  BothRedis both;
  BothClients client(both);
  check_all_alike(client, every_command());
  check_alike(client, {"SUBSCRIBE", "__redis__:invalidate"});
  check_all_alike(client, {{"PING"}, {"HSET", kKey, "a", "1"}, {"CLIENT", "ID"}});
}

TEST_CASE("redis model: greycache's user may what its ACL says") {
  BothRedis both;
  BothClients client(both);
  check_alike(client, {"AUTH", "greycache", std::getenv("GREYCACHE_TEST_REDIS_PASSWORD")});
  check_all_alike(client, every_command());
  check_all_alike(client, {{"FLUSHALL"},
                           {"DEL", kKey},
                           {"HSET", "other", "a", "1"},
                           {"WATCH", kKey, "other"},
                           {"SUBSCRIBE", "other"},
                           {"SCAN", "0"}});
}

TEST_CASE("redis model: keys of other types are refused, and only they") {
  BothRedis both;
  BothClients client(both);
  check_alike(client, {"SET", kKey, "1"});
  check_all_alike(client, every_command());
}

TEST_CASE("redis model: a transaction fails when somebody else has changed what it watches") {
  const std::vector<Words> changes{{"HSET", kKey, "a", "1"},     {"HSET", kOther, "a", "1"},
                                   {"HDEL", kKey, "a"},          {"HDEL", kKey, "none"},
                                   {"EXPIRE", kKey, "10"},       {"EXPIRE", kKey, "0"},
                                   {"HINCRBY", kKey, "n", "0"},  {"DEL", kKey},
                                   {"DEL", "grey:{none}"},       {"FLUSHALL"},
                                   {"HSETNX", kKey, "a", "2"},   {"HMGET", kKey, "a"},
                                   {"RENAME", kKey, "elsewhere"}};
  for (const Words& change : changes) {
    CAPTURE(change.front());
    BothRedis both;
    BothClients writer(both);
    BothClients other(both);
    check_alike(writer, {"HSET", kKey, "a", "1", "b", "2"});
    check_alike(writer, {"WATCH", kKey, "grey:{none}"});
    check_alike(other, change);
    check_all_alike(writer, {{"MULTI"}, {"HSET", kKey, "c", "3"}, {"EXEC"}, {"HGETALL", kKey}});
    check_all_alike(writer, {{"MULTI"}, {"HSET", kKey, "c", "3"}, {"EXEC"}});
  }
}

TEST_CASE("redis model: what is changed is named to who tracks, and nothing else") {
  BothRedis both;
  BothClients writer(both);
  BothClients data(both);
  Feed feed(both, data);
  for (const Words& change : every_command()) {
    CAPTURE(change.front());
    check_alike(writer, change);
    feed.check_alike_pushed();
  }
  for (const Words& change : std::vector<Words>{{"HSET", kKey, "a", "1", "b", "2"},
                                                {"HSET", "unknown:{x}", "a", "1"},
                                                {"DEL", kKey},
                                                {"FLUSHDB"},
                                                {"FLUSHALL"}}) {
    CAPTURE(change.front());
    check_alike(writer, change);
    feed.check_alike_pushed();
  }
  check_alike(data, {"HSET", kKey, "a", "1"});
  feed.check_alike_pushed();
  check_alike(data, {"CLIENT", "TRACKING", "OFF"});
  check_alike(data, {"HSET", kKey, "a", "1"});
  feed.check_alike_pushed();
}

TEST_CASE("redis model: a key that expires is gone, and named once it is missed") {
  BothRedis both;
  BothClients data(both);
  Feed feed(both, data);
  check_all_alike(data, {{"HSET", kKey, "a", "1"}, {"PEXPIRE", kKey, "30"}});
  feed.check_alike_pushed();
  check_alike(data, {"WATCH", kKey});
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  check_all_alike(data, {{"MULTI"}, {"HSET", kKey, "b", "1"}, {"EXEC"}});
  check_all_alike(data, {{"HGETALL", kKey}, {"EXISTS", kKey}});
  feed.check_alike_pushed();
}

TEST_CASE("redis model: what hinders Redis is told as by Redis") {
  struct Hindrance {
    Mood mood;
    std::vector<Words> begin;
    std::vector<Words> end;
  };
  const std::vector<Hindrance> hindrances{
      {Mood::out_of_memory,
       {{"CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1"}},
       {{"CONFIG", "SET", "maxmemory", "0"}}},
      {Mood::read_only, {{"REPLICAOF", "127.0.0.1", "1"}}, {{"REPLICAOF", "NO", "ONE"}}},
      {Mood::master_down,
       {{"CONFIG", "SET", "replica-serve-stale-data", "no"}, {"REPLICAOF", "127.0.0.1", "1"}},
       {{"REPLICAOF", "NO", "ONE"}, {"CONFIG", "SET", "replica-serve-stale-data", "yes"}}},
      {Mood::lacks_replicas,
       {{"CONFIG", "SET", "min-replicas-to-write", "1"}},
       {{"CONFIG", "SET", "min-replicas-to-write", "0"}}}};
  for (const Hindrance& hindrance : hindrances) {
    CAPTURE(static_cast<int>(hindrance.mood));
    BothRedis both;
    // Redis 7 refuses all that stands in a transaction where memory is over, as the model does;
    // Redis 8 only what writes.
    if (hindrance.mood == Mood::out_of_memory && major_version(both) >= 8) continue;
    BothClients client(both);
    BothClients begun(both);
    check_all_alike(client, {{"HSET", kKey, "a", "1"}, {"HINCRBY", "grey:{epoch}", "n", "5"}});
    check_all_alike(begun, {{"WATCH", kKey}, {"MULTI"}, {"HSET", kKey, "b", "1"}});
    for (const Words& words : hindrance.begin) both.real(words);
    both.model().set_mood(hindrance.mood);
    check_alike(begun, {"EXEC"});
    check_all_alike(client, every_command());
    for (const Words& words : hindrance.end) both.real(words);
  }
}

TEST_CASE("redis model: where Redis cannot save it takes no writes") {
  BothRedis both;
  BothClients client(both);
  // No file can take the place of a directory.
  const auto directory =
      std::filesystem::path(std::getenv("GREYCACHE_TEST_REDIS")).parent_path() / "dump.rdb";
  std::filesystem::create_directory(directory);
  both.real({"CONFIG", "SET", "save", "900 1"});
  both.real({"BGSAVE"});
  const auto failed = [&both] {
    return both.real({"INFO", "persistence"}).find("rdb_last_bgsave_status:err") !=
           std::string::npos;
  };
  while (!failed()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  both.model().set_mood(Mood::cannot_save);
  check_all_alike(client, every_command());
  std::filesystem::remove(directory);
  both.real({"CONFIG", "SET", "save", ""});
}

TEST_CASE("redis model: a script of somebody's keeps all others waiting") {
  BothRedis both;
  BothClients client(both);
  both.real({"CONFIG", "SET", "busy-reply-threshold", "20"});
  std::thread script([&both] {
    both.real({"EVAL",
               "local t = redis.call('TIME')[1] while redis.call('TIME')[1] - t < 3 do end "
               "return 1",
               "0"});
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  both.model().set_mood(Mood::busy);
  check_all_alike(client, every_command());
  script.join();
  both.real({"CONFIG", "SET", "busy-reply-threshold", "5000"});
}

TEST_CASE("redis model: whatever three connections do in any order is answered alike") {
  const unsigned seed = std::random_device{}();
  MESSAGE("seed " << seed);
  BothRedis both;
  BothClients one(both);
  BothClients two(both);
  Feed feed(both, one);
  std::mt19937 random(seed);
  const auto any = [&random](std::vector<std::string> of) { return of[random() % of.size()]; };
  const auto any_key = [&] { return any({kKey, kOther, "grey:{a}", "unknown"}); };
  const auto any_field = [&] { return any({"@", "a@b", "c@d", "*@d", "n"}); };
  const auto any_value = [&] { return any({"1", "2", "x y", "1700000000 1700000100"}); };
  const auto any_command = [&]() -> Words {
    switch (random() % 16) {
      case 0:
        return {"HSETNX", any_key(), any_field(), any_value()};
      case 1:
        return {"HMGET", any_key(), any_field(), any_field()};
      case 2:
        return {"HGETALL", any_key()};
      case 3:
        return {"HLEN", any_key()};
      case 4:
        return {"HDEL", any_key(), any_field(), any_field()};
      case 5:
        return {"HINCRBY", any_key(), any_field(), any({"0", "1", "x"})};
      case 6:
        return {"EXPIRE", any_key(), any({"0", "1000", "5000"})};
      case 7:
        return {"WATCH", any_key(), any_key()};
      case 8:
        return {"MULTI"};
      case 9:
      case 10:
        return {"EXEC"};
      case 11:
        return random() % 20 == 0 ? Words{"FLUSHALL"} : Words{"DEL", any_key()};
      case 12:
        return random() % 4 == 0 ? Words{"SET", any_key(), "1"} : Words{"HGET", any_key()};
      default:
        return {"HSET", any_key(), any_field(), any_value(), any_field(), any_value()};
    }
  };
  for (int i = 0; i < 6000; ++i) {
    check_alike(random() % 2 == 0 ? one : two, any_command());
    if (random() % 8 == 0) feed.check_alike_pushed();
  }
}

}  // namespace greycache
