// The sockets of the system, for the conversations with Redis.
#pragma once

#include <memory>
#include <optional>

#include "greycache/redis/wire/redis_socket.h"

namespace greycache {

class LibeventLoop;

// Plain ones, or by TLS where it says how. The loop must outlive them. Files are read with each
// connection: what is wrong with them is an error of RedisSocket::connect(). With TLS the process
// ignores SIGPIPE from then on.
std::unique_ptr<RedisSockets> system_sockets(LibeventLoop& loop,
                                             const std::optional<RedisTls>& tls);

}  // namespace greycache
