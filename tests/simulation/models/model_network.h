// Which server is where, and which paths to them are cut.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "tests/simulation/models/byte_server.h"
#include "tests/simulation/models/fault_dice.h"
#include "tests/simulation/models/model_link.h"

namespace greycache::simulation {

// Outlives the links.
class ModelNetwork {
 public:
  ModelNetwork(SimClock clock, CallAt call_at, FaultDice& dice);

  // `place` as RedisPlace has it, "127.0.0.1:6379", or a path. Null: nobody listens there.
  void serve(const std::string& place, ByteServer* server) { servers_[place] = server; }

  bool serves(const std::string& place) const { return server_at(place) != nullptr; }

  // Until heal() nothing arrives between the two, in neither direction.
  void cut(const std::string& host, const std::string& place) { cuts_.insert({host, place}); }
  void heal(const std::string& host, const std::string& place) { cuts_.erase({host, place}); }

  // The dice know it as "HOST>PLACE".
  std::unique_ptr<ModelLink> connect(const std::string& host, const std::string& place,
                                     ModelLink::Client client);

 private:
  ByteServer* server_at(const std::string& place) const;

  SimClock clock_;
  CallAt call_at_;
  FaultDice& dice_;
  std::map<std::string, ByteServer*> servers_;
  std::set<std::pair<std::string, std::string>> cuts_;
};

}  // namespace greycache::simulation
