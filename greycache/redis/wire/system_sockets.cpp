// The sockets of the system.
#include "greycache/redis/wire/system_sockets.h"

#include <csignal>
#include <utility>

#include "greycache/redis/wire/plain_socket.h"
#include "greycache/redis/wire/tls_context.h"
#include "greycache/redis/wire/tls_socket.h"

namespace greycache {

namespace {

class PlainSockets : public RedisSockets {
 public:
  explicit PlainSockets(LibeventLoop& loop) : loop_(loop) {}

  std::unique_ptr<RedisSocket> make(RedisSocket::Events events) override {
    return std::make_unique<PlainSocket>(loop_, std::move(events));
  }

 private:
  LibeventLoop& loop_;
};

class TlsSockets : public RedisSockets {
 public:
  TlsSockets(LibeventLoop& loop, const RedisTls& tls) : loop_(loop), context_(tls) {}

  std::unique_ptr<RedisSocket> make(RedisSocket::Events events) override {
    return std::make_unique<TlsSocket>(loop_, context_, std::move(events));
  }

 private:
  LibeventLoop& loop_;
  TlsContext context_;
};

}  // namespace

std::unique_ptr<RedisSockets> system_sockets(LibeventLoop& loop,
                                             const std::optional<RedisTls>& tls) {
  if (tls) {
    // OpenSSL writes without MSG_NOSIGNAL.
    signal(SIGPIPE, SIG_IGN);
    return std::make_unique<TlsSockets>(loop, *tls);
  }
  return std::make_unique<PlainSockets>(loop);
}

}  // namespace greycache
