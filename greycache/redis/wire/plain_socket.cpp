// A RedisSocket of the system.
#include "greycache/redis/wire/plain_socket.h"

#include <event2/event.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/timed_io.h"
#include "greycache/event/libevent_loop.h"

namespace greycache {

namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
// Reads in one turn of the loop, so that a talkative server does not keep it from the clients.
constexpr int kReadsPerTurn = 16;

}  // namespace

PlainSocket::PlainSocket(LibeventLoop& loop, Events events)
    : loop_(loop), events_(std::move(events)) {}

SocketResult begin_connection(const RedisPlace& place) {
  return place.unix_path.empty() ? connect_inet(place.host, place.port)
                                 : connect_unix(place.unix_path);
}

tl::expected<void, std::string> PlainSocket::connect(const RedisPlace& place) {
  close();
  SocketResult connected = begin_connection(place);
  if (!connected) return tl::unexpected(std::move(connected.error()));
  socket_ = std::move(*connected);
  silent_ = place.unix_path.empty();
  const int fd = socket_.get();
  readable_ = make_event<&PlainSocket::on_readable>(loop_.base(), *this, fd, EV_READ | EV_PERSIST);
  writable_ = make_event<&PlainSocket::write_unsent>(loop_.base(), *this, fd, EV_WRITE);
  event_add(readable_.get(), nullptr);
  return {};
}

void PlainSocket::close() {
  readable_.reset();
  writable_.reset();
  socket_.reset();
  unsent_.clear();
  write_error_ = 0;
}

void PlainSocket::send(std::string_view bytes) {
  if (!socket_) return;
  const bool blocked = !unsent_.empty();
  unsent_ += bytes;
  if (!blocked) write_unsent();
}

void PlainSocket::write_unsent() {
  const ssize_t sent = ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0 && !may_succeed_later(errno)) {
    // The error is told by the loop, not from within send(). The kernel tells it only once.
    if (write_error_ == 0) write_error_ = errno;
    event_active(readable_.get(), EV_READ, 0);
    return;
  }
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (!unsent_.empty()) event_add(writable_.get(), nullptr);
}

void PlainSocket::on_readable() {
  if (write_error_ != 0) return lose(write_error_);
  for (int i = 0; i < kReadsPerTurn && socket_; ++i) {
    if (receive_some() < kReadBytes) return;
  }
}

std::size_t PlainSocket::receive_some() {
  // One loop thread: a buffer for all reads.
  static std::array<char, kReadBytes> buffer;
  const ssize_t length = recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (length < 0 && may_succeed_later(errno)) return 0;
  if (length <= 0) {
    lose(length == 0 ? 0 : errno);
    return 0;
  }
  const auto size = static_cast<std::size_t>(length);
  silent_ = false;
  events_.on_bytes({buffer.data(), size});
  return size;
}

void PlainSocket::lose(int error) {
  close();
  std::string reason = error == 0 ? "" : strerror(error);
  // What Redis does on a tls-port with what is no TLS.
  if (silent_ && (error == 0 || error == ECONNRESET || error == EPIPE)) {
    reason =
        "it was ended before a word (is that a tls-port? Then write rediss:// or "
        "sentinels://)";
  }
  events_.on_gone(reason);
}

}  // namespace greycache
