// Finds the master: asks the Sentinels in turn.
#include "greycache/redis/master_search.h"

#include <utility>

#include "common/text.h"
#include "greycache/redis/sentinel_reply.h"
#include "greycache/redis/wire/redis_error.h"

namespace greycache {

namespace {

// An answer has two short words.
constexpr std::size_t kMaxReplyBytes = std::size_t{64} << 10;

}  // namespace

MasterSearch::MasterSearch(EventLoop& loop, RedisSockets& sockets, const RedisOptions& options)
    : options_(options),
      socket_(sockets.make({.on_bytes = [this](std::string_view bytes) { on_bytes(bytes); },
                            .on_gone =
                                [this](const std::string& why) {
                                  next_sentinel(
                                      unavailable(why.empty() ? "it closed the connection" : why));
                                },
                            .on_refused =
                                [this](const std::string& why) {
                                  next_sentinel({StoreError::Kind::refused, why});
                                }})),
      deadline_timer_(loop, [this] { on_deadline(); }) {}

const RedisPlace& MasterSearch::asked() const {
  return options_.sentinels[(first_ + turn_) % options_.sentinels.size()];
}

void MasterSearch::begin(Done done) {
  close();
  done_ = std::move(done);
  turn_ = 0;
  strangers_ = 0;
  complaints_.clear();
  refused_ = false;
  ask_on();
}

// Asks the first from here on that a connection can at least be begun to.
void MasterSearch::ask_on() {
  for (; turn_ < options_.sentinels.size(); ++turn_) {
    if (ask(false)) return;
  }
  std::exchange(done_, nullptr)(tl::unexpected(nowhere()));
}

bool MasterSearch::ask(bool login) {
  login_ = login;
  refused_login_.reset();
  if (const auto begun = socket_->connect(asked()); !begun) {
    complaints_ += "; " + begun.error();
    return false;
  }
  const CommandBuffer question = sentinel_question(options_, login);
  reader_.emplace(kMaxReplyBytes);
  replies_due_ = question.commands();
  socket_->send(question.bytes());
  deadline_timer_.start(options_.timeout);
  return true;
}

void MasterSearch::close() {
  deadline_timer_.stop();
  socket_->close();
  reader_.reset();
}

void MasterSearch::next_sentinel(const StoreError& why) {
  complaints_ += "; " + text_of(asked()) + ": " + why.message;
  refused_ = refused_ || !why.transient();
  close();
  ++turn_;
  ask_on();
}

void MasterSearch::on_deadline() {
  next_sentinel(
      unavailable("no answer within " + format_duration(options_.timeout) + socket_->obstacle()));
}

void MasterSearch::on_bytes(std::string_view bytes) {
  reader_->feed(bytes);
  for (;;) {
    auto reply = reader_->next();
    if (!reply) return next_sentinel({StoreError::Kind::refused, reply.error()});
    if (!*reply) return;
    if (--replies_due_ == 0) return on_reply(**reply);
    // A refused AUTH counts only where the question is refused, too.
    if ((*reply)->is_error()) refused_login_ = std::move(**reply);
  }
}

void MasterSearch::on_reply(const RedisReply& reply) {
  if (wants_login(reply) && !login_ && !options_.password.empty()) {
    close();
    if (!ask(true)) next_sentinel(unavailable("the second connection failed"));
    return;
  }
  const auto master = master_in(refused_login_ && reply.is_error() ? *refused_login_ : reply);
  if (!master) return next_sentinel(master.error());
  if (!*master) {
    ++strangers_;
    return next_sentinel({StoreError::Kind::refused, "it knows no such master"});
  }
  close();
  first_ = (first_ + turn_) % options_.sentinels.size();
  std::exchange(done_, nullptr)(**master);
}

StoreError MasterSearch::nowhere() const {
  const std::string name = "\"" + escaped(options_.master_name, 80) + "\"";
  const std::string said = strangers_ > 0 ? "no Sentinel knows a master named " + name
                                          : "no Sentinel tells where the master " + name + " is";
  return {refused_ ? StoreError::Kind::refused : StoreError::Kind::unavailable,
          said + " (" + complaints_.substr(std::min<std::size_t>(2, complaints_.size())) + ")"};
}

}  // namespace greycache
