// The first commands on a connection: who we are, and whether this server can do what we need.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "greycache/redis/wire/command_buffer.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/redis/wire/redis_reply.h"
#include "greycache/store/store_error.h"

namespace greycache {

// "<prefix>:{probe}" is the key that commands are tried on.
inline constexpr std::string_view kProbeSource = "probe";

// AUTH, where there is a password.
void add_login(CommandBuffer& commands, const RedisOptions& options);

// Two commands that change the probe key, see below, and let it expire.
void add_probe_write(CommandBuffer& commands, const RedisOptions& options);

// AUTH, CLIENT SETNAME and SELECT, then each command that is ever used, once, on the key
// "<prefix>:{probe}", which expires. So a missing right, a replica, a full memory, a server that
// loads or cannot save are known before the connection is used. The epoch and INFO come last; a
// server without an epoch gets `first_epoch`.
CommandBuffer hello_commands(const RedisOptions& options, std::int64_t first_epoch);

// Why a server with these replies cannot be used. The name of the connection is no reason. A server
// that Sentinels name must call itself a master: a replica that takes writes would lose them.
std::optional<StoreError> hello_error(std::span<const RedisReply> replies,
                                      const RedisOptions& options);

// The epoch in the replies; nothing where it is not there.
std::optional<std::int64_t> epoch_in(std::span<const RedisReply> replies);

// The first eight digits of master_replid (https://redis.io/docs/management/replication/): another
// one after each restart, promotion and full copy from another master, the same as long as nothing
// that was written can be gone. Empty where the replies do not hold it.
std::string generation_of(std::span<const RedisReply> replies);

}  // namespace greycache
