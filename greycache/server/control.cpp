#include "greycache/server/control.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "common/typed_log.h"
#include "greycache/server/takeover.h"

namespace greycache {

namespace {

bool trusted(int connection) {
  ucred peer{};
  socklen_t length = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return false;
  return peer.uid == 0 || peer.uid == geteuid();
}

}  // namespace

// One connection: reads a line, hands it on, writes the answer, ends.
class Control::Peer : public std::enable_shared_from_this<Control::Peer> {
 public:
  Peer(Control& control, int key, FileDescriptor connection)
      : control_(control),
        key_(key),
        connection_(std::move(connection)),
        readable_(control.loop_, connection_.get(), Watcher::For::reading, [this] { read(); }),
        writable_(control.loop_, connection_.get(), Watcher::For::writing, [this] { write(); }),
        patience_(control.loop_, [this] { control_.drop(key_); }) {
    readable_.enable();
    patience_.start(kPatience);
  }

 private:
  void read() {
    std::array<char, kLongestCommand> buffer{};
    const ssize_t length = recv(connection_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length > 0) command_.append(buffer.data(), static_cast<std::size_t>(length));
    const std::size_t end = command_.find('\n');
    if (end == std::string::npos) {
      if (length <= 0 || command_.size() > kLongestCommand) control_.drop(key_);
      return;
    }
    readable_.disable();
    command_.resize(end);
    if (command_ == kTakeoverCommand) {
      patience_.stop();
      control_.on_takeover_(std::move(connection_));
      return control_.drop(key_);
    }
    // The peer may be gone when the answer comes.
    control_.handler_(command_, [weak = weak_from_this()](const std::string& text) {
      if (const auto self = weak.lock()) self->reply(text);
    });
  }

  void reply(const std::string& text) {
    output_ = text;
    writable_.enable();
  }

  void write() {
    const ssize_t sent =
        send(connection_.get(), output_.data(), output_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (sent > 0) output_.erase(0, static_cast<std::size_t>(sent));
    if (sent < 0 || output_.empty()) control_.drop(key_);
  }

  Control& control_;
  int key_;
  FileDescriptor connection_;
  Watcher readable_;
  Watcher writable_;
  Timer patience_;
  std::string command_;
  std::string output_;
};

Control::Control(EventLoop& loop, FileDescriptor listening, Handler handler, OnTakeover on_takeover)
    : loop_(loop),
      handler_(std::move(handler)),
      on_takeover_(std::move(on_takeover)),
      listener_(
          loop, std::move(listening), [this] { return peers_.size() < kMostPeers; },
          [this](FileDescriptor connection) { accept(std::move(connection)); }) {}

Control::~Control() = default;

void Control::accept(FileDescriptor connection) {
  if (!trusted(connection.get())) {
    log_typed(LogType::system, 1, "a stranger was turned away from the control socket");
    return;
  }
  const int key = next_key_++;
  peers_[key] = std::make_shared<Peer>(*this, key, std::move(connection));
}

// Called from a peer's own callbacks: its end waits for the loop's next turn.
void Control::drop(int key) {
  loop_.post([this, key] {
    peers_.erase(key);
    listener_.resume();
  });
}

}  // namespace greycache
