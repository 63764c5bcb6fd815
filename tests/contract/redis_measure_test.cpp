// Bytes an entry and time a look_up on Redis: the figures of docs/redis-keys.md. Skipped unless
// asked for: with_redis.py ACL_FILE contract_redis --no-skip -tc='redis measure*'.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "tests/contract/redis_harness.h"

namespace greycache::redis_measure_test {

namespace {

using std::chrono::steady_clock;

constexpr UnixTime kNow = HotStoreHarness::kNow;

std::string source_of(std::size_t i) {
  return std::to_string(10 + i / 65536) + "." + std::to_string(i / 256 % 256) + "." +
         std::to_string(i % 256);
}

// A sender of 27 characters, a recipient of 24.
Fact entry_of(FactKind kind, std::size_t source, std::size_t number) {
  const std::string name = fmt::format("sender-{:08}", number);
  const bool connect = kind == FactKind::connect;
  return {
      kind, source_of(source), name, "example.org", connect ? "recipient-12@example.net" : "", kNow,
      kNow};
}

std::int64_t used_memory() {
  return std::stoll(redis_cli("INFO memory | sed -n 's/^used_memory://p'"));
}

RedisOptions patient_options() {
  RedisOptions options = test_options();
  options.timeout = Milliseconds(10'000);
  return options;
}

void fill_sources(RedisHarness& redis, FactKind kind, std::size_t sources, std::size_t entries) {
  std::vector<SourceFacts> chunk;
  for (std::size_t i = 0; i < sources; ++i) {
    SourceFacts& source = chunk.emplace_back(SourceFacts{source_of(i), {}});
    for (std::size_t j = 0; j < entries; ++j) source.facts.push_back(entry_of(kind, i, j));
    if (chunk.size() * entries < RedisHotStore::kMaxFillFacts && i + 1 < sources) continue;
    redis.store().fill(chunk, {kNow, {}});
    REQUIRE(redis.look_up({source_of(i), "x", "y", "x", "z"})->whole());
    chunk.clear();
  }
}

void measure(const char* what, FactKind kind, std::size_t sources, std::size_t entries) {
  redis_cli("FLUSHALL");
  RedisHarness redis(patient_options());
  redis.run_until_ready();
  const std::int64_t before = used_memory();
  fill_sources(redis, kind, sources, entries);
  const auto bytes = static_cast<double>(used_memory() - before);
  std::printf("%s: %.0f bytes a source, %.0f an entry\n", what, bytes / double(sources),
              bytes / double(sources * entries));
  CHECK(bytes > 0);
}

}  // namespace

TEST_CASE("redis measure: bytes an entry" * doctest::skip()) {
  measure("100,000 sources, 1 from_awl each", FactKind::from_awl, 100'000, 1);
  measure("100,000 sources, 1 connect each", FactKind::connect, 100'000, 1);
  measure("10,000 sources, 10 from_awl each", FactKind::from_awl, 10'000, 10);
  measure("10,000 sources, 10 connects each", FactKind::connect, 10'000, 10);
  measure("1,000 sources, 100 connects each", FactKind::connect, 1'000, 100);
}

TEST_CASE("redis measure: time a look_up" * doctest::skip()) {
  redis_cli("FLUSHALL");
  RedisHarness redis(patient_options());
  redis.run_until_ready();
  fill_sources(redis, FactKind::from_awl, 10'000, 1);
  for (const std::size_t batch : {1U, 32U, 256U}) {
    std::vector<Keys> keys;
    std::vector<LookUp> asked;
    std::vector<KnownEntries> found(batch);
    for (std::size_t i = 0; i < batch; ++i) {
      keys.push_back({source_of(i * 37 % 10'000), "sender-00000000", "example.org",
                      "sender-00000000", "recipient-12@example.net"});
    }
    for (const Keys& key : keys) asked.push_back({&key});
    std::size_t rounds = 0;
    bool over = false;
    const auto begin = steady_clock::now();
    const auto end = begin + std::chrono::seconds(2);
    std::function<void(StoreResult<void>)> next = [&](const StoreResult<void>& result) {
      REQUIRE(result.has_value());
      ++rounds;
      over = steady_clock::now() >= end;
      if (!over) redis.store().look_up(asked, {kNow, {}}, found, next);
    };
    redis.store().look_up(asked, {kNow, {}}, found, next);
    redis.run_loop_until([&over] { return over; });
    const std::chrono::duration<double, std::micro> spent = steady_clock::now() - begin;
    std::printf("%zu a batch: %.1f us a look_up, %.0f us a batch\n", batch,
                spent.count() / double(rounds * batch), spent.count() / double(rounds));
  }
}

}  // namespace greycache::redis_measure_test
