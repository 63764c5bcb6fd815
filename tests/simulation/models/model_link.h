// A connection through a network as bad as real ones: late, in pieces, cut off.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/simulation/models/byte_server.h"
#include "tests/simulation/models/fault_dice.h"

namespace greycache::simulation {

// Calls back at a moment; what is due at the same one in the order asked.
using CallAt = std::function<void(SimTime at, std::function<void()> call)>;

// What a connection needs of the network between a host and a place.
struct LinkPath {
  SimClock clock;
  CallAt call_at;
  FaultDice* dice = nullptr;
  std::string who;                           // for the dice
  std::function<bool()> is_cut;              // nothing arrives now
  std::function<ByteServer*()> server = {};  // who listens now; null: nobody
};

// The client's end. Bytes arrive in order in each direction; while the path is cut they wait, as
// TCP sends them again.
class ModelLink {
 public:
  // Called from the loop, never from within a call of the link. None comes once it is destroyed.
  struct Client {
    std::function<void(std::string_view bytes)> bytes;
    // The connection is over: 0 where the server closed it, else errno.
    std::function<void(int error)> closed;
  };

  // Begins to connect.
  ModelLink(LinkPath path, Client client);
  // Hangs up: what was sent still arrives.
  ~ModelLink();
  ModelLink(const ModelLink&) = delete;
  ModelLink& operator=(const ModelLink&) = delete;

  void send(std::string_view bytes);

 private:
  class Wire;

  // Outlives the link, as what is under way does.
  std::shared_ptr<Wire> wire_;
};

}  // namespace greycache::simulation
