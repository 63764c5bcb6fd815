// The second connection to Redis.
#include "greycache/redis/invalidation_feed.h"

#include <utility>

#include "greycache/redis/redis_hello.h"
#include "greycache/redis/wire/redis_error.h"

namespace greycache {

namespace {

constexpr std::string_view kChannel = "__redis__:invalidate";

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

InvalidationFeed::InvalidationFeed(EventLoop& loop, RedisSockets& sockets,
                                   const RedisOptions& options, Events events)
    : options_(options),
      events_(std::move(events)),
      socket_(
          sockets.make({.on_bytes = [this](std::string_view bytes) { on_bytes(bytes); },
                        .on_gone =
                            [this](const std::string& why) {
                              lose(unavailable(why.empty() ? "Redis closed the connection" : why));
                            },
                        .on_refused =
                            [this](const std::string& why) {
                              lose({StoreError::Kind::refused, why});
                            }})),
      timer_(loop, [this] { on_timer(); }) {}

tl::expected<void, std::string> InvalidationFeed::begin(const RedisPlace& server) {
  end();
  if (auto begun = socket_->connect(server); !begun) return begun;
  reader_.emplace();
  say_hello();
  return {};
}

void InvalidationFeed::end() {
  timer_.stop();
  socket_->close();
  reader_.reset();
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
  timer_.start(options_.timeout);
  socket_->send(bytes);
}

void InvalidationFeed::on_timer() {
  if (!awaits_answer_) return ping();
  lose(unavailable("no answer within " + format_duration(options_.timeout) + socket_->obstacle()));
}

void InvalidationFeed::on_bytes(std::string_view bytes) {
  reader_->feed(bytes);
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
  timer_.start_about(kPingInterval);
  events_.alive();
}

void InvalidationFeed::on_hello_reply(const RedisReply& reply) {
  if (reply.type == RedisReply::Type::integer) client_id_ = reply.integer;
  if (--hello_replies_ > 0) return;
  if (!begins_with(reply, "subscribe") || client_id_ <= 0) {
    return lose(unavailable("Redis does not subscribe as expected"));
  }
  awaits_answer_ = false;
  timer_.start_about(kPingInterval);
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
