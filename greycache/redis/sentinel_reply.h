// What is asked of a Sentinel, and what its answer says.
#pragma once

#include <optional>
#include <string_view>

#include "greycache/redis/wire/command_buffer.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/redis/wire/redis_reply.h"
#include "greycache/store/store_error.h"

namespace greycache {

// SENTINEL GET-MASTER-ADDR-BY-NAME (https://redis.io/docs/reference/sentinel-clients/), after AUTH
// with the user and password of Redis where `login` is set.
CommandBuffer sentinel_question(const RedisOptions& options, bool login);

// The reply to the question, which is the last of those commands. Nothing where this Sentinel knows
// no master of the name; an error where it refuses, or names a place that is no numeric address
// with a port: host names are not looked up.
StoreResult<std::optional<RedisPlace>> master_in(const RedisReply& reply);

// Whether the Sentinel wants a password
// (https://redis.io/docs/management/sentinel/#authentication).
bool wants_login(const RedisReply& reply);

}  // namespace greycache
