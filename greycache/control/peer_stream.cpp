// Reads or writes as far as the socket goes, and gives a peer up that does not move.
#include "greycache/control/peer_stream.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "common/timed_io.h"

namespace greycache {

namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10;

}  // namespace

PeerStream::PeerStream(EventLoop& loop, FileDescriptor connection,
                       std::chrono::milliseconds patience, Callbacks callbacks)
    : connection_(std::move(connection)),
      patience_(patience),
      callbacks_(std::move(callbacks)),
      readable_(loop, connection_.get(), Watcher::For::reading, [this] { receive(); }),
      writable_(loop, connection_.get(), Watcher::For::writing, [this] { send_some(); }),
      timer_(loop, [this] { end(); }) {}

void PeerStream::read() {
  rest();
  readable_.enable();
  timer_.start(patience_);
}

void PeerStream::write(std::string text) {
  rest();
  output_ = std::move(text);
  sent_ = 0;
  writable_.enable();
  timer_.start(patience_);
}

void PeerStream::rest() {
  readable_.disable();
  writable_.disable();
  timer_.stop();
}

void PeerStream::receive() {
  std::array<char, kChunk> buffer;
  const ssize_t length = recv(connection_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (length < 0 && may_succeed_later(errno)) return;
  if (length <= 0) return end();
  timer_.start(patience_);
  callbacks_.on_bytes({buffer.data(), static_cast<std::size_t>(length)});
}

void PeerStream::send_some() {
  const std::string_view left = std::string_view(output_).substr(sent_);
  const ssize_t sent =
      send(connection_.get(), left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && may_succeed_later(errno)) return;
  if (sent < 0) return end();
  sent_ += static_cast<std::size_t>(sent);
  timer_.start(patience_);
  if (sent_ < output_.size()) return;
  rest();
  callbacks_.on_sent();
}

void PeerStream::end() {
  rest();
  callbacks_.on_end();
}

}  // namespace greycache
