// A Sentinel.
#include "tests/simulation/models/model_sentinel.h"

#include <utility>

#include "tests/simulation/models/redis_command.h"
#include "tests/simulation/models/resp_reply.h"

namespace greycache::simulation {

void ModelSentinel::name_master(const std::string& name, const std::string& host,
                                const std::string& port) {
  if (host.empty()) {
    masters_.erase(name);
  } else {
    masters_.insert_or_assign(name, Master{host, port});
  }
}

void ModelSentinel::stop() {
  running_ = false;
  for (auto& [id, client] : std::exchange(clients_, {})) client.outlet.closed();
}

std::optional<ByteServer::ClientId> ModelSentinel::accept(Outlet outlet) {
  if (!running_) return std::nullopt;
  clients_.emplace(++last_id_, Client{std::move(outlet), {}});
  return last_id_;
}

void ModelSentinel::receive(ClientId id, std::string_view bytes) {
  const auto client = clients_.find(id);
  if (client == clients_.end()) return;
  client->second.request.feed(bytes);
  for (auto words = client->second.request.next(); words && *words;
       words = client->second.request.next()) {
    client->second.outlet.bytes(answer(**words));
  }
}

std::string ModelSentinel::answer(const RedisWords& words) const {
  RespReply reply;
  const bool asks = words.size() == 3 && lower_case(words[0]) == "sentinel" &&
                    lower_case(words[1]) == "get-master-addr-by-name";
  if (!asks) {
    reply.error("ERR unknown command");
  } else if (const auto master = masters_.find(words[2]); master == masters_.end()) {
    reply.nil_array();
  } else {
    reply.array(2);
    reply.bulk(master->second.host);
    reply.bulk(master->second.port);
  }
  return reply.take();
}

}  // namespace greycache::simulation
