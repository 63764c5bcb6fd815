// The one connection to Redis.
#include "greycache/redis/redis_connection.h"

#include <algorithm>
#include <utility>

#include "greycache/redis/redis_hello.h"
#include "greycache/redis/store_epoch.h"
#include "greycache/redis/wire/redis_error.h"

namespace greycache {

RedisConnection::RedisConnection(EventLoop& loop, RedisSockets& sockets,
                                 const RedisOptions& options, StateChange state_changed,
                                 RandomUnit random)
    : loop_(loop),
      options_(options),
      state_changed_(std::move(state_changed)),
      random_(std::move(random)),
      backoff_(random_),
      socket_(sockets.make({.on_bytes = [this](std::string_view bytes) { on_bytes(bytes); },
                            .on_gone = [this](const std::string& why) { on_gone(why); },
                            .on_refused = [this](const std::string& why) { on_refused(why); }})),
      deadline_timer_(loop, [this] { on_deadline(); }),
      connect_timer_(loop, [this] { find_server(); }) {
  if (!options_.sentinels.empty()) search_.emplace(loop, sockets, options_);
  connect_timer_.start({});
}

void RedisConnection::find_server() {
  if (!search_) return connect_to(options_.server);
  search_->begin([this](const StoreResult<RedisPlace>& master) {
    if (!master) return lose(master.error());
    connect_to(*master);
  });
}

void RedisConnection::connect_to(const RedisPlace& server) {
  server_ = server;
  if (const auto begun = socket_->connect(server_); !begun) {
    lose(unavailable(begun.error()));
    return;
  }
  session_.emplace();
  state_ = State::connecting;
  say_hello();
}

void RedisConnection::say_hello() {
  transmit(hello_commands(options_, new_epoch(random_)), loop_.now() + options_.timeout,
           [this](auto replies) { on_hello(std::move(replies)); });
}

void RedisConnection::on_hello(StoreResult<std::span<const RedisReply>> replies) {
  if (!replies) return;
  if (const auto error = hello_error(*replies, options_)) {
    lose(*error);
    return;
  }
  state_ = State::ready;
  generation_ = generation_of(*replies);
  epoch_ = *epoch_in(*replies);
  ready_since_ = loop_.now();
  tell("connected to Redis at " + text_of(server_));
}

void RedisConnection::send(const CommandBuffer& commands, SteadyTime deadline,
                           RedisBatch::Done done) {
  if (state_ != State::ready) {
    done(tl::make_unexpected(unavailable(why_not_ready_)));
    return;
  }
  if (socket_->unsent() > kMaxUnsentBytes) {
    done(tl::make_unexpected(unavailable("Redis does not read what it is sent")));
    return;
  }
  transmit(commands, deadline, std::move(done));
}

void RedisConnection::transmit(const CommandBuffer& commands, SteadyTime deadline,
                               RedisBatch::Done done) {
  session_->expect(commands.commands(), deadline, std::move(done));
  watch_deadline(deadline);
  socket_->send(commands.bytes());
}

void RedisConnection::on_bytes(std::string_view bytes) {
  const auto understood = session_->receive(bytes);
  if (!understood) return lose(unavailable(understood.error()));
  deliver();
}

void RedisConnection::on_gone(const std::string& reason) {
  lose(unavailable(reason.empty() ? "Redis closed the connection"
                                  : "the connection to Redis is lost: " + reason));
}

void RedisConnection::on_refused(const std::string& reason) {
  lose({StoreError::Kind::refused, "no TLS with Redis: " + reason});
}

void RedisConnection::deliver() {
  // A callback may end the session or begin another: what is answered is asked for each time.
  while (session_) {
    const auto batch = session_->take_answered();
    if (!batch) return;
    batch->done(std::span<const RedisReply>(batch->replies));
  }
}

void RedisConnection::watch_deadline(SteadyTime deadline) {
  if (watched_deadline_ && *watched_deadline_ <= deadline) return;
  watched_deadline_ = deadline;
  // Rounded up: before the deadline there is nothing to find out.
  deadline_timer_.start(
      std::max(Milliseconds{}, std::chrono::ceil<Milliseconds>(deadline - loop_.now())));
}

void RedisConnection::on_deadline() {
  watched_deadline_.reset();
  const auto next = session_ ? session_->next_deadline() : std::nullopt;
  if (!next) return;
  if (*next <= loop_.now()) {
    lose(unavailable("Redis did not answer within " + format_duration(options_.timeout) +
                     socket_->obstacle()));
  } else {
    watch_deadline(*next);
  }
}

void RedisConnection::fail(const StoreError& why) {
  if (state_ != State::disconnected) lose(why);
}

void RedisConnection::lose(const StoreError& why) {
  // A copy: `why` may live in a batch that ends here.
  StoreError reason = why;
  // Without a connection it names by itself what was tried.
  if (session_) reason.message += " (" + text_of(server_) + ")";
  const bool was_ready = ready();
  auto batches = session_ ? session_->take_all() : std::deque<RedisBatch>{};
  close();
  state_ = State::disconnected;
  why_not_ready_ = reason.message;
  if (was_ready && loop_.now() - ready_since_ > Backoff::kLongest) backoff_.reset();
  connect_later();
  tell(tl::make_unexpected(reason));
  for (RedisBatch& batch : batches) batch.done(tl::make_unexpected(reason));
}

void RedisConnection::close() {
  deadline_timer_.stop();
  watched_deadline_.reset();
  socket_->close();
  session_.reset();
}

void RedisConnection::connect_later() {
  connect_timer_.start(backoff_.next());
}

void RedisConnection::tell(const StoreResult<std::string>& state) {
  std::string reason = state ? std::string() : state.error().message;
  if (told_ == reason) return;
  told_ = std::move(reason);
  if (state_changed_) state_changed_(state);
}

}  // namespace greycache
