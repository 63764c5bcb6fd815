// Finds the master: asks the Sentinels in turn.
#include "greycache/redis/master_search.h"

#include <event2/event.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/socket.h"
#include "common/text.h"
#include "greycache/redis/redis_error.h"
#include "greycache/redis/sentinel_reply.h"

namespace greycache {

namespace {

// An answer has two short words.
constexpr std::size_t kMaxReplyBytes = std::size_t{64} << 10;

}  // namespace

MasterSearch::MasterSearch(event_base* base, const RedisOptions& options)
    : base_(base),
      options_(options),
      deadline_timer_(make_event<&MasterSearch::on_deadline>(base_, *this)) {}

MasterSearch::~MasterSearch() = default;

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
  SocketResult connected = connect_inet(asked().host, asked().port);
  if (!connected) {
    complaints_ += "; " + connected.error();
    return false;
  }
  const CommandBuffer question = sentinel_question(options_, login);
  socket_ = std::move(*connected);
  reader_.emplace(kMaxReplyBytes);
  replies_due_ = question.commands();
  unsent_ = question.bytes();
  readable_ =
      make_event<&MasterSearch::on_readable>(base_, *this, socket_.get(), EV_READ | EV_PERSIST);
  writable_ = make_event<&MasterSearch::on_writable>(base_, *this, socket_.get(), EV_WRITE);
  event_add(readable_.get(), nullptr);
  event_add(writable_.get(), nullptr);
  start_timer(deadline_timer_, options_.timeout);
  return true;
}

void MasterSearch::close() {
  event_del(deadline_timer_.get());
  readable_.reset();
  writable_.reset();
  socket_.reset();
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
  next_sentinel(unavailable("no answer within " + format_duration(options_.timeout)));
}

void MasterSearch::on_writable() {
  const ssize_t sent = send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0 && !try_again_later(errno)) return next_sentinel(unavailable(strerror(errno)));
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (!unsent_.empty()) event_add(writable_.get(), nullptr);
}

void MasterSearch::on_readable() {
  std::array<char, 4096> buffer;
  const ssize_t length = recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (length < 0 && try_again_later(errno)) return;
  if (length < 0) return next_sentinel(unavailable(strerror(errno)));
  if (length == 0) return next_sentinel(unavailable("it closed the connection"));
  reader_->feed({buffer.data(), static_cast<std::size_t>(length)});
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
