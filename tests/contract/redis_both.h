// A real Redis and the simulation's model of one, given the same commands.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/file_descriptor.h"
#include "greycache/redis/wire/reply_reader.h"
#include "tests/simulation/models/model_redis.h"

namespace greycache {

// The server of with_redis.py, emptied, and a model that knows the same users.
class BothRedis {
 public:
  BothRedis();

  // An administrator's command, to the real one only. Its reply, readable.
  std::string real(const simulation::RedisWords& words);
  simulation::ModelRedis& model() { return model_; }

 private:
  simulation::ModelRedis model_;
};

// A connection to each of the two.
class BothClients {
 public:
  using Words = simulation::RedisWords;

  explicit BothClients(BothRedis& both);
  ~BothClients();
  BothClients(const BothClients&) = delete;
  BothClients& operator=(const BothClients&) = delete;

  // Sends the command to both, and the reply of each, readable; of HGETALL in the fields' order.
  struct Replies {
    std::string real;
    std::string model;
  };
  Replies ask(const Words& words) { return ask_apart(words, words); }
  // Where an id of a client is in it.
  Replies ask_apart(const Words& to_real, const Words& to_model);
  // Of a client that has subscribed: all that came unasked.
  Replies pushed();

 private:
  BothRedis& both_;
  FileDescriptor socket_;
  ReplyReader real_replies_;
  ReplyReader model_replies_;
  simulation::ByteServer::ClientId id_ = 0;
};

}  // namespace greycache
