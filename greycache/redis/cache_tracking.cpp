// Keeps the AWL cache true.
#include "greycache/redis/cache_tracking.h"

#include <utility>

#include "common/typed_log.h"
#include "greycache/redis/redis_hello.h"
#include "greycache/redis/wire/redis_error.h"

namespace greycache {

namespace {

// TRACKING OFF first: what an earlier second connection asked for would stand in the way.
CommandBuffer tracking_commands(const RedisOptions& options, std::int64_t client_id) {
  CommandBuffer commands;
  commands.add({"CLIENT", "TRACKING", "OFF"});
  commands.add({"CLIENT", "TRACKING", "ON", "REDIRECT", std::to_string(client_id), "BCAST",
                "PREFIX", options.prefix + ":{"});
  commands.add({"PING"});
  add_probe_write(commands, options);
  return commands;
}

}  // namespace

CacheTracking::CacheTracking(EventLoop& loop, RedisSockets& sockets, const RedisOptions& options,
                             RedisConnection& data, AwlCache& cache, PendingMarks& marks,
                             RandomUnit random)
    : loop_(loop),
      options_(options),
      data_(data),
      cache_(cache),
      marks_(marks),
      backoff_(std::move(random)),
      key_begin_(options.prefix + ":{"),
      retry_timer_(loop, [this] { listen(); }),
      feed_(loop, sockets, options, events()) {}

InvalidationFeed::Events CacheTracking::events() {
  return {.listening = [this](std::int64_t client_id) { ask_for_tracking(client_id); },
          .changed = [this](std::string_view key) { on_changed(key); },
          .all_changed =
              [this] {
                ++invalidations_;
                cache_.forget_all();
                marks_.clear();
              },
          .alive = [this] { on_alive(); },
          .lost = [this](const StoreError& why) { stop(why); }};
}

void CacheTracking::data_ready() {
  data_ready_ = true;
  listen();
}

void CacheTracking::data_lost() {
  data_ready_ = false;
  ++attempt_;
  switch_off();
  feed_.end();
  retry_timer_.stop();
}

void CacheTracking::listen() {
  ++attempt_;
  tracked_ = named_ = false;
  if (const auto begun = feed_.begin(data_.server()); !begun) stop(unavailable(begun.error()));
}

void CacheTracking::ask_for_tracking(std::int64_t client_id) {
  data_.send(tracking_commands(options_, client_id), loop_.now() + options_.timeout,
             [this, attempt = attempt_](const auto& replies) {
               if (attempt == attempt_) on_tracking(replies);
             });
}

void CacheTracking::on_tracking(const StoreResult<std::span<const RedisReply>>& replies) {
  if (!replies) return stop(replies.error());
  for (const RedisReply& reply : *replies) {
    if (reply.is_error()) return stop(redis_error(reply.text));
  }
  tracked_ = true;
  go_on();
}

void CacheTracking::on_changed(std::string_view key) {
  named_ = true;
  go_on();
  ++invalidations_;
  if (!key.starts_with(key_begin_) || !key.ends_with('}')) return;
  key.remove_prefix(key_begin_.size());
  key.remove_suffix(1);
  cache_.forget(key);
  marks_.take(key);
  if (listener_ != nullptr && cache_.on()) listener_->written(key);
}

void CacheTracking::set_listener(SourceListener* listener) {
  listener_ = listener;
  tell_from_now();
}

void CacheTracking::tell_from_now() {
  if (listener_ != nullptr && cache_.on()) listener_->heard_from_now();
}

void CacheTracking::switch_off() {
  if (listener_ != nullptr && cache_.on()) listener_->heard_no_more();
  cache_.switch_off();
}

void CacheTracking::go_on() {
  if (cache_.on() || !tracked_ || !named_) return;
  cache_.switch_on();
  backoff_.reset();
  tell_from_now();
  if (!told_.empty()) log_typed(LogType::dbaccess, 2, "Redis: the AWL cache is used again");
  told_.clear();
}

// Redis takes a client that is gone silently for one that is there, and leaves off naming keys once
// it is not: so the data connection is asked, too, and ends when it does not answer.
void CacheTracking::on_alive() {
  if (!tracked_) return;
  if (!named_) {
    return stop({StoreError::Kind::unavailable,
                 "no change is named: do both connections reach the same Redis?"});
  }
  CommandBuffer commands;
  commands.add({"PING"});
  data_.send(commands, loop_.now() + options_.timeout, [](const auto&) {});
}

void CacheTracking::stop(const StoreError& why) {
  ++attempt_;
  switch_off();
  feed_.end();
  if (told_ != why.message) {
    log_typed(LogType::dbaccess, 1, "Redis: the AWL cache is off: {} ({})", why.message,
              place_of(options_));
    told_ = why.message;
  }
  if (data_ready_) retry_timer_.start(backoff_.next());
}

}  // namespace greycache
