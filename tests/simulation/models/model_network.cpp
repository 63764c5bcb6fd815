// Which server is where, and which paths to them are cut.
#include "tests/simulation/models/model_network.h"

namespace greycache::simulation {

ModelNetwork::ModelNetwork(SimClock clock, CallAt call_at, FaultDice& dice)
    : clock_(std::move(clock)), call_at_(std::move(call_at)), dice_(dice) {}

ByteServer* ModelNetwork::server_at(const std::string& place) const {
  const auto server = servers_.find(place);
  return server == servers_.end() ? nullptr : server->second;
}

std::unique_ptr<ModelLink> ModelNetwork::connect(const std::string& host, const std::string& place,
                                                 ModelLink::Client client) {
  LinkPath path{.clock = clock_,
                .call_at = call_at_,
                .dice = &dice_,
                .who = host + ">" + place,
                .is_cut = [this, key = std::pair(host, place)] { return cuts_.contains(key); },
                .server = [this, place] { return server_at(place); }};
  return std::make_unique<ModelLink>(std::move(path), std::move(client));
}

}  // namespace greycache::simulation
