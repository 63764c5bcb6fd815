// The Redis that a program tests the hot store on: with_redis.py's, or the simulation's model of
// one.
#pragma once

#include <memory>
#include <string>

#include "greycache/event/libevent_loop.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/redis/wire/redis_socket.h"

namespace greycache {

// What redis-cli --raw prints for these words, which are quoted as for a shell, without the last
// line end.
std::string redis_cli(const std::string& words);

// RedisOptions::max_entries_per_source of test_options().
inline constexpr std::size_t kMostOfSource = 100;

// Where the server is, as the user of packaging/redis-acl.conf.
RedisOptions test_options();

// To reach it with.
std::unique_ptr<RedisSockets> test_sockets(LibeventLoop& loop);

// A turn of the loop, in which the server does something, too. Ends after a while in any case.
void turn_with_server(LibeventLoop& loop);

// kill -9. It comes back at once with what it saved last.
void kill_redis();

// As long as it lives a script keeps Redis busy, or a second less.
class BusyRedis {
 public:
  BusyRedis();
  ~BusyRedis();
  BusyRedis(const BusyRedis&) = delete;
  BusyRedis& operator=(const BusyRedis&) = delete;

 private:
  struct Script;
  std::unique_ptr<Script> script_;
};

}  // namespace greycache
