// The hot store on the Redis that with_redis.py started.
#include "tests/contract/redis_harness.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "greycache/redis/run_briefly.h"
#include "greycache/redis/system_sockets.h"

namespace greycache {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  REQUIRE_MESSAGE(value != nullptr, "run this by tests/contract/with_redis.py: no ", name);
  return value;
}

}  // namespace

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

std::string test_place() {
  return text_of(test_options().server);
}

RedisHarness::RedisHarness(RedisOptions options) : by_tls_(options.tls.has_value()) {
  store_ = std::make_unique<RedisHotStore>(
      loop_, system_sockets(loop_, options.tls), std::move(options),
      [this](const StoreResult<std::string>& state) {
        told_.push_back(state ? "ready: " + *state : "not ready: " + state.error().message);
      },
      random_unit());
}

void RedisHarness::run_loop_until(const std::function<bool()>& reached) {
  const auto end = loop_.now() + std::chrono::seconds(5);
  while (!reached() && loop_.now() < end) run_briefly(loop_);
  REQUIRE(reached());
}

void RedisHarness::write_out() {
  // Without TLS it is written at once.
  if (by_tls_) loop_.run_once(false);
}

void RedisHarness::run_until_ready() {
  run_loop_until([this] { return store_->ready(); });
}

bool RedisHarness::was_told(const std::string& text) const {
  return std::any_of(told_.begin(), told_.end(), [&text](const std::string& line) {
    return line.find(text) != std::string::npos;
  });
}

StoreResult<void> RedisHarness::wait_for(const std::function<void(HotStore::WriteDone)>& call) {
  std::optional<StoreResult<void>> answer;
  call([&answer](StoreResult<void> result) {
    CHECK_FALSE(answer.has_value());
    answer = std::move(result);
  });
  run_loop_until([&answer] { return answer.has_value(); });
  return *answer;
}

StoreResult<FoundEntries> RedisHarness::look_up(const Keys& keys, bool whole, UnixTime now,
                                                const Ages& ages) {
  std::array<KnownEntries, 1> found;
  std::vector<Fact> all;
  const std::array asked{LookUp{&keys, whole ? &all : nullptr}};
  const auto result = wait_for([&](HotStore::LookUpDone done) {
    store_->look_up(asked, {now, ages}, found, std::move(done));
  });
  if (!result) return tl::make_unexpected(result.error());
  return FoundEntries{found[0], std::move(all)};
}

StoreResult<void> RedisHarness::apply(const std::vector<Fact>& facts, UnixTime now,
                                      const Ages& ages) {
  return wait_for([&](HotStore::WriteDone done) {
    store_->apply(facts, {now, ages}, std::move(done));
  });
}

StoreResult<void> RedisHarness::probe() {
  return wait_for([&](HotStore::WriteDone done) { store_->probe(std::move(done)); });
}

StoreResult<void> RedisHarness::distrust() {
  return wait_for([&](HotStore::WriteDone done) { store_->distrust(std::move(done)); });
}

StoreResult<void> RedisHarness::replay(const std::vector<Fact>& facts, UnixTime now,
                                       const Ages& ages) {
  return wait_for([&](HotStore::WriteDone done) {
    store_->replay(facts, {now, ages}, std::move(done));
  });
}

void RedisHarness::fill(const std::string& src, const std::vector<Fact>& facts, UnixTime now,
                        const Ages& ages) {
  const std::vector<SourceFacts> sources{{src, facts}};
  store_->fill(sources, {now, ages});
}

}  // namespace greycache
