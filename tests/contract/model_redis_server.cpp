// The simulation's model of Redis, in real time.
#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <fstream>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "greycache/redis/wire/reply_reader.h"
#include "tests/contract/redis_server.h"
#include "tests/simulation/models/model_network.h"
#include "tests/simulation/models/model_redis.h"
#include "tests/simulation/models/simulated_sockets.h"

namespace greycache {

namespace {

using simulation::ModelRedis;
using simulation::RedisWords;
using simulation::SimTime;
using Mood = ModelRedis::Mood;

constexpr const char* kPlace = "/model/redis.sock";
constexpr const char* kPassword = "only-for-tests";

SimTime real_time() {
  return std::chrono::duration_cast<SimTime>(std::chrono::steady_clock::now().time_since_epoch());
}

// The server, the way to it, and an administrator.
class Server {
 public:
  Server();

  // What is due happens. Whether anything was.
  bool serve();
  std::string administer(const RedisWords& words);
  ModelRedis& redis() { return redis_; }
  simulation::ModelNetwork& network() { return network_; }

 private:
  std::string set_memory(const RedisWords& words);

  simulation::NoFaults no_faults_;
  std::deque<std::function<void()>> due_;
  ModelRedis redis_{real_time, 1};
  simulation::ModelNetwork network_{
      real_time, [this](SimTime, std::function<void()> call) { due_.push_back(std::move(call)); },
      no_faults_};
  std::optional<SimTime> paused_until_;
  bool evicts_ = false;
};

Server& server() {
  static Server the_server;
  return the_server;
}

Server::Server() {
  network_.serve(kPlace, &redis_);
  std::ifstream file(GREYCACHE_REDIS_ACL);
  const std::string user = "user greycache ";
  std::string line;
  while (!line.starts_with(user)) REQUIRE(std::getline(file, line));
  REQUIRE(redis_.user("greycache").set(line.substr(user.size()) + " >" + kPassword));
}

bool Server::serve() {
  if (paused_until_ && real_time() >= *paused_until_) {
    paused_until_.reset();
    redis_.resume();
  }
  redis_.tick();
  const bool any = !due_.empty();
  while (!due_.empty()) {
    const auto call = std::move(due_.front());
    due_.pop_front();
    call();
  }
  return any;
}

// Of its memory nothing is known but whether there is any.
std::string Server::set_memory(const RedisWords& words) {
  for (std::size_t i = 2; i + 1 < words.size(); i += 2) {
    if (words[i] == "maxmemory-policy") evicts_ = words[i + 1] != "noeviction";
    if (words[i] == "maxmemory") {
      redis_.set_mood(words[i + 1] == "0" ? Mood::well : Mood::out_of_memory);
    }
  }
  if (evicts_ && redis_.mood() == Mood::out_of_memory) redis_.evict("", 1000, 0);
  return "+OK\r\n";
}

// What the model takes as a fault, not as a command.
std::string Server::administer(const RedisWords& words) {
  const auto begins = [&words](const RedisWords& with) {
    return words.size() >= with.size() && std::equal(with.begin(), with.end(), words.begin());
  };
  if (begins({"CONFIG", "SET"})) return set_memory(words);
  if (begins({"ACL", "SETUSER"})) {
    std::string rules;
    for (std::size_t i = 3; i < words.size(); ++i) rules += words[i] + " ";
    REQUIRE(redis_.user(words[2]).set(rules));
  } else if (begins({"CLIENT", "PAUSE"})) {
    redis_.pause();
    paused_until_ = real_time() + std::chrono::milliseconds(std::stoi(words[2]));
  } else if (begins({"REPLICAOF", "NO", "ONE"})) {
    redis_.promote();
  } else if (begins({"REPLICAOF"})) {
    redis_.set_mood(Mood::read_only);
  } else if (begins({"SAVE"})) {
    redis_.save();
  } else if (begins({"SHUTDOWN"})) {
    redis_.start_from_save();
  } else {
    const bool foreign =
        std::string("RPUSH SADD ZADD XADD PFADD SETBIT").find(words[0]) != std::string::npos;
    return redis_.run(foreign ? RedisWords{"SET", words[1], "x"} : words);
  }
  return "+OK\r\n";
}

// The words of a shell's line: plain, in quotes, or after a backslash.
RedisWords words_of(const std::string& line) {
  RedisWords words;
  std::optional<std::string> word;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\'') {
      quoted = !quoted;
      if (!word) word.emplace();
    } else if (!quoted && line[i] == ' ') {
      if (word) words.push_back(*std::exchange(word, std::nullopt));
    } else {
      if (!quoted && line[i] == '\\') ++i;
      if (!word) word.emplace();
      *word += line.at(i);
    }
  }
  if (word) words.push_back(*word);
  return words;
}

// As redis-cli --raw prints it.
std::string printed(const RedisReply& reply) {
  if (reply.type == RedisReply::Type::integer) return std::to_string(reply.integer);
  if (!reply.is_array()) return reply.text;
  std::string text;
  for (const RedisReply& element : reply.elements) {
    if (!text.empty()) text += '\n';
    text += printed(element);
  }
  return text;
}

}  // namespace

std::string redis_cli(const std::string& words) {
  server().serve();
  ReplyReader replies;
  replies.feed(server().administer(words_of(words)));
  const auto reply = replies.next();
  REQUIRE(reply.has_value());
  REQUIRE(reply->has_value());
  server().serve();
  return printed(**reply);
}

RedisOptions test_options() {
  RedisOptions options;
  options.server.unix_path = kPlace;
  options.user = "greycache";
  options.password = kPassword;
  options.max_entries_per_source = kMostOfSource;
  return options;
}

std::unique_ptr<RedisSockets> test_sockets(LibeventLoop& loop) {
  return std::make_unique<simulation::SimulatedSockets>(server().network(), loop, "test");
}

void turn_with_server(LibeventLoop& loop) {
  const bool served = server().serve();
  loop.run_once(false);
  if (!served) std::this_thread::sleep_for(std::chrono::microseconds(50));
}

void kill_redis() {
  server().redis().start_from_save();
}

struct BusyRedis::Script {};

BusyRedis::BusyRedis() {
  server().redis().set_mood(Mood::busy);
}

BusyRedis::~BusyRedis() {
  server().redis().set_mood(Mood::well);
}

}  // namespace greycache
