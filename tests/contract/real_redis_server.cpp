// The Redis that with_redis.py started.
#include <doctest/doctest.h>
#include <signal.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "greycache/redis/wire/run_briefly.h"
#include "greycache/redis/wire/system_sockets.h"
#include "tests/contract/environment.h"
#include "tests/contract/redis_server.h"

namespace greycache {

std::string redis_cli(const std::string& words) {
  const std::string line =
      "redis-cli --raw -s " + environment("GREYCACHE_TEST_REDIS") + " " + words + " 2>&1";
  FILE* output = popen(line.c_str(), "r");
  REQUIRE(output != nullptr);
  std::string text;
  std::array<char, 4096> buffer;
  while (const std::size_t size = fread(buffer.data(), 1, buffer.size(), output)) {
    text.append(buffer.data(), size);
  }
  pclose(output);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

RedisOptions test_options() {
  RedisOptions options;
  if (const char* port = std::getenv("GREYCACHE_TEST_REDIS_TLS_PORT")) {
    options.server.port = static_cast<std::uint16_t>(std::stoi(port));
    options.tls.emplace().ca_file = environment("GREYCACHE_TEST_REDIS_CA");
  } else {
    options.server.unix_path = environment("GREYCACHE_TEST_REDIS");
  }
  options.user = "greycache";
  options.password = environment("GREYCACHE_TEST_REDIS_PASSWORD");
  options.max_entries_per_source = kMostOfSource;
  return options;
}

std::unique_ptr<RedisSockets> test_sockets(LibeventLoop& loop) {
  return system_sockets(loop, test_options().tls);
}

void turn_with_server(LibeventLoop& loop) {
  run_briefly(loop);
}

void kill_redis() {
  kill(std::stoi(redis_cli("INFO server | sed -n 's/^process_id://p'")), SIGKILL);
}

struct BusyRedis::Script {
  std::thread thread{[] { redis_cli("EVAL 'for i = 1, 50000000 do end' 0"); }};
};

BusyRedis::BusyRedis() {
  redis_cli("CONFIG SET busy-reply-threshold 50");
  script_ = std::make_unique<Script>();
}

BusyRedis::~BusyRedis() {
  script_->thread.join();
  redis_cli("CONFIG SET busy-reply-threshold 5000");
}

}  // namespace greycache
