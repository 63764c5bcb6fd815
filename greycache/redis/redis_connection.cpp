// The one connection to Redis.
#include "greycache/redis/redis_connection.h"

#include <event2/event.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "greycache/redis/redis_error.h"
#include "greycache/redis/redis_hello.h"
#include "greycache/redis/store_epoch.h"

namespace greycache {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
// Reads in one turn of the loop, so that a talkative server does not keep it from the clients.
constexpr int kReadsPerTurn = 16;

std::string lost(int error) {
  return std::string("the connection to Redis is lost: ") + strerror(error);
}

}  // namespace

RedisConnection::RedisConnection(event_base* base, const RedisOptions& options,
                                 StateChange state_changed, RandomUnit random)
    : base_(base),
      options_(options),
      state_changed_(std::move(state_changed)),
      backoff_(std::move(random)),
      deadline_timer_(make_event<&RedisConnection::on_deadline>(base_, *this)),
      connect_timer_(make_event<&RedisConnection::find_server>(base_, *this)) {
  if (!options_.sentinels.empty()) search_.emplace(base, options_);
  start_timer(connect_timer_, {});
}

RedisConnection::~RedisConnection() = default;

void RedisConnection::find_server() {
  if (!search_) return connect_to(options_.server);
  search_->begin([this](const StoreResult<RedisPlace>& master) {
    if (!master) return lose(master.error());
    connect_to(*master);
  });
}

void RedisConnection::connect_to(const RedisPlace& server) {
  server_ = server;
  SocketResult connected = connect_beside();
  if (!connected) {
    lose(unavailable(connected.error()));
    return;
  }
  socket_ = std::move(*connected);
  session_.emplace();
  state_ = State::connecting;
  readable_ =
      make_event<&RedisConnection::on_readable>(base_, *this, socket_.get(), EV_READ | EV_PERSIST);
  writable_ = make_event<&RedisConnection::on_writable>(base_, *this, socket_.get(), EV_WRITE);
  event_add(readable_.get(), nullptr);
  say_hello();
}

SocketResult RedisConnection::connect_beside() const {
  return options_.unix_path.empty() ? connect_inet(server_.host, server_.port)
                                    : connect_unix(options_.unix_path);
}

void RedisConnection::say_hello() {
  transmit(hello_commands(options_, new_epoch()), steady_clock::now() + options_.timeout,
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
  ready_since_ = steady_clock::now();
  tell("connected to Redis at " + place());
}

std::string RedisConnection::place() const {
  return options_.unix_path.empty() ? text_of(server_) : options_.unix_path;
}

void RedisConnection::send(const CommandBuffer& commands, SteadyTime deadline,
                           RedisBatch::Done done) {
  if (state_ != State::ready) {
    done(tl::make_unexpected(unavailable(why_not_ready_)));
    return;
  }
  if (unsent_.size() > kMaxUnsentBytes) {
    done(tl::make_unexpected(unavailable("Redis does not read what it is sent")));
    return;
  }
  transmit(commands, deadline, std::move(done));
}

void RedisConnection::transmit(const CommandBuffer& commands, SteadyTime deadline,
                               RedisBatch::Done done) {
  session_->expect(commands.commands(), deadline, std::move(done));
  watch_deadline(deadline);
  const bool blocked = !unsent_.empty();
  unsent_ += commands.bytes();
  if (!blocked) write_unsent();
}

void RedisConnection::write_unsent() {
  const ssize_t sent = ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0 && !try_again_later(errno)) {
    lose(unavailable(lost(errno)));
    return;
  }
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (!unsent_.empty()) event_add(writable_.get(), nullptr);
}

void RedisConnection::on_writable() {
  write_unsent();
}

void RedisConnection::on_readable() {
  for (int i = 0; i < kReadsPerTurn && socket_; ++i) {
    const bool all_read = receive_some() < kReadBytes;
    deliver();
    if (all_read) return;
  }
}

std::size_t RedisConnection::receive_some() {
  // One loop thread: a buffer for all reads.
  static std::array<char, kReadBytes> buffer;
  const ssize_t length = recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (length < 0 && try_again_later(errno)) return 0;
  if (length <= 0) {
    lose(unavailable(length == 0 ? std::string("Redis closed the connection") : lost(errno)));
    return 0;
  }
  const auto size = static_cast<std::size_t>(length);
  const auto understood = session_->receive({buffer.data(), size});
  if (!understood) lose(unavailable(understood.error()));
  return size;
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
  start_timer(deadline_timer_, deadline - steady_clock::now());
}

void RedisConnection::on_deadline() {
  watched_deadline_.reset();
  const auto next = session_ ? session_->next_deadline() : std::nullopt;
  if (!next) return;
  if (*next <= steady_clock::now()) {
    lose(unavailable("Redis did not answer within " + format_duration(options_.timeout)));
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
  // Without a socket it names by itself what was tried.
  if (socket_) reason.message += " (" + place() + ")";
  const bool was_ready = ready();
  auto batches = session_ ? session_->take_all() : std::deque<RedisBatch>{};
  close_socket();
  state_ = State::disconnected;
  why_not_ready_ = reason.message;
  if (was_ready && steady_clock::now() - ready_since_ > Backoff::kLongest) backoff_.reset();
  connect_later();
  tell(tl::make_unexpected(reason));
  for (RedisBatch& batch : batches) batch.done(tl::make_unexpected(reason));
}

void RedisConnection::close_socket() {
  event_del(deadline_timer_.get());
  watched_deadline_.reset();
  readable_.reset();
  writable_.reset();
  socket_.reset();
  session_.reset();
  unsent_.clear();
}

void RedisConnection::connect_later() {
  start_timer(connect_timer_, backoff_.next());
}

void RedisConnection::tell(const StoreResult<std::string>& state) {
  std::string reason = state ? std::string() : state.error().message;
  if (told_ == reason) return;
  told_ = std::move(reason);
  if (state_changed_) state_changed_(state);
}

}  // namespace greycache
