// Bytes become requests one after another; what waits meanwhile is kept.
#include "greycache/sessions/session.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "common/handover.h"
#include "common/helper_log.h"
#include "common/log.h"
#include "common/text.h"
#include "common/timed_io.h"

namespace greycache {

namespace {

// A request has about 600 bytes, seldom over 3,500.
constexpr std::size_t kMostKept = 4096;

// What every reply begins with, and no request. Of a connection whose other end is the daemon's own
// (both ends of a socket pair handed over, say) each reply would be answered as a request for ever.
constexpr std::string_view kReplyBegins = "action=";

// Else nothing would ever be read from it: epoll(7) takes no files, and what is sent to a datagram
// socket goes anywhere.
bool is_stream_socket(int descriptor) {
  int type = 0;
  socklen_t length = sizeof type;
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

}  // namespace

Session::Session(EventLoop& loop, Engine& engine, SessionKeeper& keeper, FileDescriptor connection)
    : loop_(loop),
      engine_(engine),
      keeper_(keeper),
      connection_(std::move(connection)),
      readable_(loop, connection_.get(), Watcher::For::reading, [this] { on_readable(); }),
      quiet_since_(loop.now()),
      begun_(quiet_since_) {
  readable_.enable();
}

Session::~Session() {
  if (with_engine_) engine_.forget(*this);
}

void Session::begin_with(std::string_view bytes, std::string_view unsent) {
  if (!unsent.empty()) send_reply(unsent);
  process(bytes);
}

void Session::pause() {
  paused_ = true;
  readable_.disable();
}

void Session::go_on() {
  paused_ = false;
  if (!closing_ && !with_engine_ && output_.empty()) readable_.enable();
}

PassedSocket Session::give_up() {
  pause();
  if (writable_) writable_->disable();
  if (std::exchange(with_engine_, false)) engine_.forget(*this);
  closing_ = true;
  const auto kind =
      output_.empty() ? PassedSocket::Kind::session : PassedSocket::Kind::owing_session;
  return {kind, std::move(connection_), std::move(input_), std::move(output_)};
}

void Session::on_readable() {
  // More than a request waits already. It stays in the kernel until the answer is out.
  if (with_engine_) return readable_.disable();
  const std::string_view bytes = read_some();
  if (bytes.empty()) return;
  if (input_.empty()) begun_ = keeper_.now();
  quiet_since_ = keeper_.now();
  if (input_.empty()) return process(bytes);
  input_.append(bytes);
  process(input_);
}

// What came, in the keeper's buffer; empty where nothing did, or the connection is of no use.
std::string_view Session::read_some() {
  const std::span<char> buffer = keeper_.buffer();
  ssize_t length = 0;
  if (speaks_policy_) {
    length = recv(connection_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  } else {
    Received received = receive_with_descriptor(connection_.get(), buffer.data(), buffer.size());
    if (received.descriptor) handed_over_ = std::move(received.descriptor);
    length = received.length;
  }
  if (length > 0) return {buffer.data(), static_cast<std::size_t>(length)};
  if (length == 0 || !may_succeed_later(errno)) close_soon();
  return {};
}

// Answers what is complete in `bytes`, which are input_ or were just read, and keeps the rest.
void Session::process(std::string_view bytes) {
  processing_ = true;
  while (!bytes.empty() && !closing_ && !paused_ && output_.empty()) {
    const std::size_t taken = take_first(bytes);
    bytes.remove_prefix(taken);
    if (taken == 0) break;
  }
  processing_ = false;
  keep(bytes);
}

// How much of `bytes` is done with, 0 where the rest must wait.
std::size_t Session::take_first(std::string_view bytes) {
  speaks_policy_ = speaks_policy_ || bytes.front() != kHandoverByte;
  return speaks_policy_ ? take_request(bytes) : take_handover(bytes);
}

std::size_t Session::take_request(std::string_view bytes) {
  // Only the end is looked for in what is seen again.
  const bool complete = scanned_ == 0 || complete_request_length(bytes, scanned_) > 0;
  request_length_ = complete ? request_.parse_first(bytes) : 0;
  scanned_ = request_length_ == 0 ? bytes.size() : 0;
  if (std::max(request_length_, scanned_) > keeper_.max_request()) {
    keeper_.refused_request(bytes.size());
    close_soon();
    return 0;
  }
  if (request_length_ == 0) return 0;
  if (bytes.starts_with(kReplyBegins)) {
    keeper_.refused_reply();
    close_soon();
    return 0;
  }
  begun_ = keeper_.now();
  if (request_.request == kHelperLogRequest) {
    keeper_.helper_said(request_.find(kHelperLogWords).value_or(std::string_view()));
    return request_length_;
  }
  with_engine_ = true;
  engine_.submit(*this);
  return with_engine_ ? 0 : request_length_;
}

// A handover that makes no sense closes the connection.
std::size_t Session::take_handover(std::string_view bytes) {
  if (bytes.size() < kHandoverHeader) return 0;
  const std::size_t count = read_count(bytes.data() + 1);
  if (!handed_over_ || !is_stream_socket(handed_over_.get()) || count > keeper_.max_request()) {
    close_soon();
    return 0;
  }
  if (bytes.size() < kHandoverHeader + count) return 0;
  // Only a receipt that could be written makes the connection ours: see common/handover.h.
  const bool kept = send(connection_.get(), &kHandoverReceipt, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
  if (kept) keeper_.adopt(std::move(handed_over_), bytes.substr(kHandoverHeader, count));
  close_soon();
  return 0;
}

void Session::answer(const Action& action) {
  with_engine_ = false;
  send_reply(action.reply());
  if (processing_) return;
  begun_ = keeper_.now();
  if (!closing_ && !paused_ && output_.empty()) readable_.enable();
  process(std::string_view(input_).substr(request_length_));
}

void Session::keep(std::string_view rest) {
  if (rest.data() >= input_.data() && rest.data() <= input_.data() + input_.size()) {
    input_.erase(0, input_.size() - rest.size());
  } else {
    input_.assign(rest);
  }
  if (with_engine_) request_.follow(input_.data());
  // A long request's memory is given back.
  if (input_.empty() && input_.capacity() > kMostKept) std::string().swap(input_);
}

void Session::send_reply(std::string_view reply) {
  const ssize_t sent =
      send(connection_.get(), reply.data(), reply.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent == static_cast<ssize_t>(reply.size())) return;
  if (sent < 0 && !may_succeed_later(errno)) return close_soon();
  output_ = reply.substr(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
  readable_.disable();
  if (!writable_) {
    writable_.emplace(loop_, connection_.get(), Watcher::For::writing, [this] { on_writable(); });
  }
  writable_->enable();
}

void Session::on_writable() {
  const ssize_t sent =
      send(connection_.get(), output_.data(), output_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && may_succeed_later(errno)) return;
  if (sent < 0) return close_soon();
  output_.erase(0, static_cast<std::size_t>(sent));
  quiet_since_ = keeper_.now();
  if (!output_.empty()) return;
  begun_ = keeper_.now();
  writable_->disable();
  if (!paused_) readable_.enable();
  process(input_);
}

// The keeper destroys the session once the loop has left it.
void Session::close_soon() {
  if (std::exchange(closing_, true)) return;
  readable_.disable();
  if (writable_) writable_->disable();
  keeper_.retire(*this);
}

}  // namespace greycache
