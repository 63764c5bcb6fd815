// Accepts, and pauses where descriptors or room are out.
#include "greycache/event/listener.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/typed_log.h"

namespace greycache {

namespace {

constexpr int kMostATurn = 64;
constexpr std::chrono::milliseconds kPause{100};

}  // namespace

Listener::Listener(EventLoop& loop, FileDescriptor socket, Room room, OnConnection on_connection)
    : socket_(std::move(socket)),
      room_(std::move(room)),
      on_connection_(std::move(on_connection)),
      watcher_(loop, socket_.get(), Watcher::For::reading, [this] { on_connection_waiting(); }),
      pause_(loop, [this] { resume(); }) {
  watcher_.enable();
}

void Listener::resume() {
  if (!held_ && !watcher_.enabled() && !pause_.running() && room_()) watcher_.enable();
}

void Listener::hold() {
  held_ = true;
  watcher_.disable();
}

void Listener::go_on() {
  held_ = false;
  resume();
}

void Listener::on_connection_waiting() {
  for (int i = 0; i < kMostATurn; ++i) {
    if (!room_()) return watcher_.disable();
    FileDescriptor connection(
        accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!connection) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause(errno);
      return;
    }
    exhausted_ = false;
    on_connection_(std::move(connection));
  }
}

// Without a pause a connection that cannot be accepted would wake the loop for ever.
void Listener::pause(int error) {
  if (!std::exchange(exhausted_, true)) {
    log_typed(LogType::system, 0, "cannot accept connections: {}; raise the limit of open files",
              strerror(error));
  }
  watcher_.disable();
  pause_.start(kPause);
}

}  // namespace greycache
