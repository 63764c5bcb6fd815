// The hot store on the Redis of redis_server.h.
#include "tests/contract/redis_harness.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

namespace greycache {

std::string redis_generation() {
  const std::string info = redis_cli("INFO replication");
  const std::string name = "master_replid:";
  const std::size_t at = info.find(name);
  REQUIRE(at != std::string::npos);
  return info.substr(at + name.size(), 8) + "." + redis_cli("HGET 'grey:{epoch}' n");
}

std::string test_place() {
  return text_of(test_options().server);
}

RedisHarness::RedisHarness(RedisOptions options) : by_tls_(options.tls.has_value()) {
  store_ = std::make_unique<RedisHotStore>(
      loop_, test_sockets(loop_), std::move(options),
      [this](const StoreResult<std::string>& state) {
        told_.push_back(state ? "ready: " + *state : "not ready: " + state.error().message);
      },
      random_unit(loop_));
}

void RedisHarness::run_loop_until(const std::function<bool()>& reached) {
  const auto end = loop_.now() + std::chrono::seconds(5);
  while (!reached() && loop_.now() < end) turn_with_server(loop_);
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

StoreResult<void> RedisHarness::confirm(const std::vector<Fact>& facts) {
  return wait_for([&](HotStore::WriteDone done) {
    store_->confirm(facts, {kNow, {}}, std::move(done));
  });
}

StoreResult<std::string> RedisHarness::losses() {
  std::string text;
  return wait_for([&](HotStore::WriteDone done) {
           store_->ask_losses([&text, done = std::move(done)](StoreResult<std::string> losses) {
             if (!losses) return done(tl::make_unexpected(losses.error()));
             text = std::move(*losses);
             done({});
           });
         })
      .map([&] { return text; });
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
