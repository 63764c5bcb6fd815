// The second connection to Redis.
#include "greycache/redis/invalidation_feed.h"

#include <event2/event.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "greycache/redis/redis_error.h"
#include "greycache/redis/redis_hello.h"

namespace greycache {

namespace {

constexpr std::string_view kChannel = "__redis__:invalidate";
constexpr std::size_t kReadBytes = std::size_t{64} << 10;

// AUTH, CLIENT ID and SUBSCRIBE. In this order: a subscribed client may ask for little else.
CommandBuffer hello(const RedisOptions& options) {
  CommandBuffer commands;
  add_login(commands, options);
  commands.add({"CLIENT", "ID"});
  commands.add({"SUBSCRIBE", kChannel});
  return commands;
}

bool begins_with(const RedisReply& reply, std::string_view word) {
  return reply.is_array() && !reply.elements.empty() && reply.elements.front().text == word;
}

}  // namespace

InvalidationFeed::InvalidationFeed(event_base* base, const RedisOptions& options, Events events)
    : base_(base),
      options_(options),
      events_(std::move(events)),
      timer_(make_event<&InvalidationFeed::on_timer>(base_, *this)) {}

InvalidationFeed::~InvalidationFeed() = default;

void InvalidationFeed::begin(FileDescriptor connected) {
  end();
  socket_ = std::move(connected);
  reader_.emplace();
  readable_ =
      make_event<&InvalidationFeed::on_readable>(base_, *this, socket_.get(), EV_READ | EV_PERSIST);
  writable_ = make_event<&InvalidationFeed::on_writable>(base_, *this, socket_.get(), EV_WRITE);
  event_add(readable_.get(), nullptr);
  say_hello();
}

void InvalidationFeed::end() {
  event_del(timer_.get());
  readable_.reset();
  writable_.reset();
  socket_.reset();
  reader_.reset();
  unsent_.clear();
}

void InvalidationFeed::say_hello() {
  const CommandBuffer commands = hello(options_);
  hello_replies_ = commands.commands();
  client_id_ = 0;
  transmit(commands.bytes());
}

void InvalidationFeed::ping() {
  CommandBuffer commands;
  commands.add({"PING"});
  transmit(commands.bytes());
}

void InvalidationFeed::transmit(const std::string& bytes) {
  awaits_answer_ = true;
  wait_for(options_.timeout);
  unsent_ += bytes;
  on_writable();
}

void InvalidationFeed::wait_for(Milliseconds span) {
  start_timer(timer_, span);
}

void InvalidationFeed::on_writable() {
  const ssize_t sent = ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0 && !try_again_later(errno)) return lose(unavailable(strerror(errno)));
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (!unsent_.empty()) event_add(writable_.get(), nullptr);
}

void InvalidationFeed::on_timer() {
  if (!awaits_answer_) return ping();
  lose(unavailable("no answer within " + format_duration(options_.timeout)));
}

void InvalidationFeed::on_readable() {
  // One loop thread: a buffer for all reads.
  static std::array<char, kReadBytes> buffer;
  const ssize_t length = recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (length < 0 && try_again_later(errno)) return;
  if (length == 0) return lose(unavailable("Redis closed the connection"));
  if (length < 0) return lose(unavailable(strerror(errno)));
  reader_->feed({buffer.data(), static_cast<std::size_t>(length)});
  read_replies();
}

void InvalidationFeed::read_replies() {
  // A callback may end it: what there is to read is asked for each time.
  while (reader_) {
    const auto reply = reader_->next();
    if (!reply) return lose(unavailable(reply.error()));
    if (!*reply) return;
    on_reply(**reply);
  }
}

void InvalidationFeed::on_reply(const RedisReply& reply) {
  if (reply.is_error()) return lose(redis_error(reply.text));
  if (hello_replies_ > 0) return on_hello_reply(reply);
  if (begins_with(reply, "message")) return on_message(reply);
  if (!begins_with(reply, "pong") || !awaits_answer_) {
    return lose(unavailable("Redis says what was not asked"));
  }
  awaits_answer_ = false;
  wait_for(kPingInterval);
  events_.alive();
}

void InvalidationFeed::on_hello_reply(const RedisReply& reply) {
  if (reply.type == RedisReply::Type::integer) client_id_ = reply.integer;
  if (--hello_replies_ > 0) return;
  if (!begins_with(reply, "subscribe") || client_id_ <= 0) {
    return lose(unavailable("Redis does not subscribe as expected"));
  }
  awaits_answer_ = false;
  wait_for(kPingInterval);
  events_.listening(client_id_);
}

// ["message", channel, keys], with nil for the keys where all are gone.
void InvalidationFeed::on_message(const RedisReply& message) const {
  if (message.elements.size() != 3 || !message.elements[2].is_array()) {
    return events_.all_changed();
  }
  for (const RedisReply& key : message.elements[2].elements) events_.changed(key.text);
}

void InvalidationFeed::lose(const StoreError& why) {
  end();
  events_.lost(why);
}

}  // namespace greycache
