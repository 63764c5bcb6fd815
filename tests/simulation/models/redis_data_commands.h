// The commands of Redis on keys, as Redis 7.0 answers them.
#pragma once

#include "tests/simulation/models/redis_command.h"

namespace greycache::simulation {

void redis_hget(RedisCall& call);
void redis_hmget(RedisCall& call);
void redis_hgetall(RedisCall& call);
void redis_hlen(RedisCall& call);
void redis_exists(RedisCall& call);
void redis_ttl(RedisCall& call);
void redis_hset(RedisCall& call);
void redis_hsetnx(RedisCall& call);
void redis_hincrby(RedisCall& call);
void redis_set(RedisCall& call);
void redis_hdel(RedisCall& call);
void redis_expire(RedisCall& call);
void redis_pexpire(RedisCall& call);
void redis_del(RedisCall& call);
void redis_rename(RedisCall& call);
void redis_dbsize(RedisCall& call);
// With MATCH "PREFIX*" only, and all keys in one page.
void redis_scan(RedisCall& call);

}  // namespace greycache::simulation
