// The sockets of the system, for the conversations with Redis.
#pragma once

#include <memory>

#include "greycache/redis/redis_socket.h"

namespace greycache {

class LibeventLoop;

// The loop must outlive them.
std::unique_ptr<RedisSockets> system_sockets(LibeventLoop& loop);

}  // namespace greycache
