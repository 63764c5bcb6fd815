// Single exchanges with Redis, for programs that wait for the replies.
#include "greycache/redis/redis_errand.h"

#include <algorithm>

#include "greycache/redis/redis_hello.h"
#include "greycache/redis/source_entry.h"
#include "greycache/redis/store_epoch.h"
#include "greycache/redis/wire/redis_error.h"
#include "greycache/redis/wire/run_briefly.h"
#include "greycache/redis/wire/system_sockets.h"

namespace greycache {

namespace {

constexpr std::size_t kSourcesAtOnce = 1000;

}  // namespace

RedisErrand::RedisErrand(LibeventLoop& loop, RedisOptions options)
    : loop_(loop),
      options_(std::move(options)),
      sockets_(system_sockets(loop, options_.tls)),
      connection_(
          loop, *sockets_, options_,
          [this](const StoreResult<std::string>& state) {
            lost_by_ = state ? std::nullopt : std::optional(state.error());
          },
          random_unit(loop)) {}

StoreResult<void> RedisErrand::connect() {
  // A first connection has deadlines of its own, and tells what it is lost by. One that was lost is
  // made again after a pause, and tells nothing where that fails for the same reason: it is waited
  // for as long as each Sentinel and the server may take.
  const auto waits = static_cast<Milliseconds::rep>(options_.sentinels.size() + 1);
  const auto end = loop_.now() + options_.timeout * waits;
  const bool again = lost_by_.has_value();
  while (!connection_.ready()) {
    if (again ? loop_.now() >= end : lost_by_.has_value()) return tl::unexpected(*lost_by_);
    run_briefly(loop_);
  }
  return {};
}

RedisErrand::Replies RedisErrand::run(const CommandBuffer& commands) {
  if (const auto connected = connect(); !connected) return tl::unexpected(connected.error());
  std::optional<Replies> result;
  connection_.send(commands, loop_.now() + options_.timeout,
                   [&](StoreResult<std::span<const RedisReply>> replies) {
                     result = replies.map([](std::span<const RedisReply> all) {
                       return std::vector<RedisReply>(all.begin(), all.end());
                     });
                   });
  while (!result) run_briefly(loop_);
  if (!*result) return *result;
  const auto bad = std::find_if((*result)->begin(), (*result)->end(),
                                [](const RedisReply& reply) { return reply.is_error(); });
  if (bad != (*result)->end()) return tl::unexpected(redis_error(bad->text));
  return *result;
}

StoreResult<bool> RedisErrand::holds_sources() {
  const std::string probe = source_key(options_.prefix, kProbeSource);
  const std::string epoch = epoch_key(options_.prefix);
  std::string cursor = "0";
  do {
    CommandBuffer scan;
    scan.add({"SCAN", cursor, "MATCH", options_.prefix + ":{*", "COUNT", "1000"});
    const auto replies = run(scan);
    if (!replies) return tl::unexpected(replies.error());
    const RedisReply& page = replies->front();
    if (page.elements.size() != 2 || !page.elements[1].is_array()) {
      return tl::unexpected(
          StoreError{StoreError::Kind::refused, "Redis: SCAN has an answer of another shape"});
    }
    for (const RedisReply& key : page.elements[1].elements) {
      if (key.text != probe && key.text != epoch) return true;
    }
    cursor = page.elements[0].text;
  } while (cursor != "0");
  return false;
}

StoreResult<void> RedisErrand::forget_sources(std::span<const std::string> sources) {
  CommandBuffer probe;
  probe.add({"EXPIRE", source_key(options_.prefix, kProbeSource), "0"});
  probe.add({"EXPIRE", epoch_key(options_.prefix), "0"});
  if (const auto done = run(probe); !done) return tl::unexpected(done.error());
  while (!sources.empty()) {
    const auto some = sources.first(std::min(sources.size(), kSourcesAtOnce));
    sources = sources.subspan(some.size());
    CommandBuffer commands;
    for (const std::string& source : some) {
      commands.add({"EXPIRE", source_key(options_.prefix, source), "0"});
    }
    if (const auto done = run(commands); !done) return tl::unexpected(done.error());
  }
  return {};
}

}  // namespace greycache
