// A Sentinel: it says where a master is.
#pragma once

#include <map>
#include <string>

#include "tests/simulation/models/byte_server.h"
#include "tests/simulation/models/resp_request.h"

namespace greycache::simulation {

// SENTINEL GET-MASTER-ADDR-BY-NAME and PING; no password.
class ModelSentinel final : public ByteServer {
 public:
  // From now on the master of this name is there; an empty host: it knows none of the name.
  void name_master(const std::string& name, const std::string& host, const std::string& port);
  void stop();
  void start() { running_ = true; }

  std::optional<ClientId> accept(Outlet outlet) override;
  void receive(ClientId id, std::string_view bytes) override;
  void hang_up(ClientId id) override { clients_.erase(id); }

 private:
  struct Client {
    Outlet outlet;
    RespRequest request;
  };
  struct Master {
    std::string host;
    std::string port;
  };

  std::string answer(const RedisWords& words) const;

  bool running_ = true;
  ClientId last_id_ = 0;
  std::map<ClientId, Client> clients_;
  std::map<std::string, Master> masters_;
};

}  // namespace greycache::simulation
