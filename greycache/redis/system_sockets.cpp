// The sockets of the system.
#include "greycache/redis/system_sockets.h"

#include <utility>

#include "greycache/redis/plain_socket.h"

namespace greycache {

namespace {

class SystemSockets : public RedisSockets {
 public:
  explicit SystemSockets(LibeventLoop& loop) : loop_(loop) {}

  std::unique_ptr<RedisSocket> make(RedisSocket::Events events) override {
    return std::make_unique<PlainSocket>(loop_, std::move(events));
  }

 private:
  LibeventLoop& loop_;
};

}  // namespace

std::unique_ptr<RedisSockets> system_sockets(LibeventLoop& loop) {
  return std::make_unique<SystemSockets>(loop);
}

}  // namespace greycache
