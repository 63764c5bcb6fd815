#include "greycache/server/session.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/action.h"
#include "common/log.h"
#include "common/socket.h"
#include "common/text.h"
#include "greycache/server/session_table.h"

namespace greycache {

namespace {

// One read takes a whole request as a rule (about 600 bytes, seldom over 3,500).
constexpr std::size_t kReadSize = 8192;

std::uint32_t big_endian(const char* bytes) {
  std::uint32_t number = 0;
  for (int i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

// Else nothing would ever be read from it: epoll(7) takes no files, and what is sent to a datagram
// socket goes anywhere.
bool is_stream_socket(int descriptor) {
  int type = 0;
  socklen_t length = sizeof type;
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

}  // namespace

Session::Session(EventLoop& loop, Engine& engine, SessionTable& table, FileDescriptor connection)
    : loop_(loop),
      engine_(engine),
      table_(table),
      connection_(std::move(connection)),
      readable_(loop, connection_.get(), Watcher::For::reading, [this] { on_readable(); }),
      quiet_since_(Clock::now()),
      begun_(quiet_since_) {
  readable_.enable();
}

Session::~Session() {
  if (with_engine_) engine_.forget(*this);
}

void Session::begin_with(std::string_view bytes) {
  input_.assign(bytes.begin(), bytes.end());
  process();
}

void Session::pause() {
  paused_ = true;
  readable_.disable();
}

PassedSocket Session::give_up() {
  pause();
  closing_ = true;
  return {PassedSocket::Kind::session, std::move(connection_),
          std::string(input_.begin(), input_.end())};
}

void Session::on_readable() {
  if (with_engine_ && !input_.empty() && input_.size() > request_length_ + kReadSize) {
    // More than the next request waits already; the rest stays in the kernel until the answer is
    // out.
    readable_.disable();
    return;
  }
  if (input_.empty()) begun_ = table_.now();
  if (!read_some()) return close_soon();
  quiet_since_ = table_.now();
  process();
}

// False when the connection is of no use any more.
bool Session::read_some() {
  const std::size_t held = input_.size();
  const char* const before = input_.data();
  input_.resize(held + kReadSize);
  // The request that is with the engine is made of views into the bytes that have moved.
  if (with_engine_ && input_.data() != before) request_.parse({input_.data(), request_length_});
  Received received = receive_with_descriptor(connection_.get(), input_.data() + held, kReadSize);
  input_.resize(held + static_cast<std::size_t>(std::max(received.length, 0L)));
  if (received.descriptor) handed_over_ = std::move(received.descriptor);
  if (received.length > 0) return true;
  if (received.length < 0) return errno == EAGAIN || errno == EINTR;
  ended_ = true;
  readable_.disable();
  // A peer that has sent its request and closed its writing side still reads the answer.
  return with_engine_;
}

void Session::process() {
  if (processing_) return;
  processing_ = true;
  while (!with_engine_ && !closing_ && !paused_ && output_.empty() && !input_.empty()) {
    if (input_.front() == kHandoverByte) {
      if (!take_handover()) break;
      continue;
    }
    const std::string_view bytes(input_.data(), input_.size());
    request_length_ = complete_request_length(bytes, scanned_);
    const bool too_long = request_length_ > table_.max_request() ||
                          (request_length_ == 0 && bytes.size() > table_.max_request());
    if (too_long) {
      table_.refused_request(input_.size());
      close_soon();
      break;
    }
    if (request_length_ == 0) break;
    request_.parse(bytes.substr(0, request_length_));
    with_engine_ = true;
    engine_.submit(*this);
  }
  processing_ = false;
  if (ended_ && !with_engine_ && output_.empty()) close_soon();
}

// Whether the handover was complete (or was nonsense, and the session closes).
bool Session::take_handover() {
  if (input_.size() < kHandoverHeader) return false;
  const std::size_t count = big_endian(input_.data() + 1);
  if (!handed_over_ || !is_stream_socket(handed_over_.get()) || count > table_.max_request()) {
    close_soon();
    return true;
  }
  if (input_.size() < kHandoverHeader + count) return false;
  // Only a receipt that could be written makes the connection ours: see common/socket.h.
  const bool kept = send(connection_.get(), &kHandoverReceipt, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
  if (kept) {
    table_.adopt(std::move(handed_over_), {input_.data() + kHandoverHeader, count});
  }
  close_soon();
  return true;
}

void Session::answer(std::string_view action) {
  with_engine_ = false;
  send_reply(action_reply(action));
  consume(request_length_);
  if (!closing_ && !ended_ && !paused_ && output_.empty()) readable_.enable();
  process();
}

void Session::consume(std::size_t length) {
  input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(length));
  scanned_ = 0;
  begun_ = table_.now();
  // A long request's memory is given back.
  if (input_.empty() && input_.capacity() > 2 * kReadSize) std::vector<char>().swap(input_);
}

void Session::send_reply(std::string_view reply) {
  const ssize_t sent =
      send(connection_.get(), reply.data(), reply.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent == static_cast<ssize_t>(reply.size())) return;
  if (sent < 0 && errno != EAGAIN && errno != EINTR) return close_soon();
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
  if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (sent < 0) return close_soon();
  output_.erase(0, static_cast<std::size_t>(sent));
  quiet_since_ = table_.now();
  if (!output_.empty()) return;
  begun_ = table_.now();
  writable_->disable();
  if (!ended_ && !paused_) readable_.enable();
  process();
}

// The table destroys the session once the loop has left it.
void Session::close_soon() {
  if (std::exchange(closing_, true)) return;
  readable_.disable();
  if (writable_) writable_->disable();
  table_.retire(*this);
}

}  // namespace greycache
