// The connections of one process to Redis, through the model of a network.
#pragma once

#include <memory>
#include <string>

#include "greycache/event/event_loop.h"
#include "greycache/redis/wire/redis_socket.h"
#include "tests/simulation/models/model_network.h"

namespace greycache::simulation {

// Events come in turns of the loop. Both must outlive the sockets.
class SimulatedSockets final : public RedisSockets {
 public:
  // `host` is what the network and the dice know this process by.
  SimulatedSockets(ModelNetwork& network, EventLoop& loop, std::string host)
      : network_(network), loop_(loop), host_(std::move(host)) {}

  std::unique_ptr<RedisSocket> make(RedisSocket::Events events) override;

 private:
  ModelNetwork& network_;
  EventLoop& loop_;
  std::string host_;
};

}  // namespace greycache::simulation
