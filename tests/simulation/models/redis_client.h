// What a Redis server knows of one connection.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/models/byte_server.h"
#include "tests/simulation/models/redis_command.h"
#include "tests/simulation/models/redis_keyspace.h"
#include "tests/simulation/models/resp_reply.h"
#include "tests/simulation/models/resp_request.h"

namespace greycache::simulation {

struct RedisClient {
  struct Watched {
    RedisKey key;
    bool was_over = false;  // expired already when it was watched
  };
  struct Queued {
    const RedisCommand* command;
    RedisWords words;
  };
  // CLIENT TRACKING in broadcast mode.
  struct Tracking {
    ByteServer::ClientId redirect = 0;
    std::vector<std::string> prefixes;
    std::set<std::string> changed;  // keys that are still to be named
  };

  ByteServer::Outlet outlet;
  RespRequest request;
  RespReply reply;  // that is still to be sent
  std::string user = "default";
  bool logged_in = false;
  bool ends = false;  // once its reply is sent
  int db = 0;

  bool in_transaction = false;
  bool aborted = false;    // a command of the transaction was refused
  bool overtaken = false;  // a watched key was changed
  std::vector<Queued> queued;
  std::vector<Watched> watched;

  std::set<std::string> channels;
  std::optional<Tracking> tracking;

  void end_transaction() {
    in_transaction = aborted = overtaken = false;
    queued.clear();
    watched.clear();
  }
};

}  // namespace greycache::simulation
