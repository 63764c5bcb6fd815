// A look costs a stat(2) as long as the file is there.
#include "common/lasting_socket.h"

#include <utility>

#include "common/socket.h"
#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

LastingSocket::LastingSocket(std::string path, unsigned mode, std::string group)
    : path_(std::move(path)), mode_(mode), group_(std::move(group)), file_(path_) {}

FileDescriptor LastingSocket::make_again() {
  const SocketFile::State state = file_.state();
  if (state == SocketFile::State::there) {
    loss_told_ = false;
    return {};
  }
  // To ask who it is that listens there now costs him a connection.
  if (loss_told_ && state == SocketFile::State::replaced) return {};
  return made();
}

FileDescriptor LastingSocket::made() {
  SocketResult socket = listen_unix(path_, mode_, group_);
  if (!socket) {
    if (!std::exchange(loss_told_, true)) {
      log_typed(LogType::conf, 0, "{} was removed and cannot be made again: {}", escaped(path_),
                socket.error());
    }
    return {};
  }
  log_typed(LogType::conf, 1, "{} was removed; it is made again", escaped(path_));
  loss_told_ = false;
  file_ = SocketFile(path_);
  return std::move(*socket);
}

}  // namespace greycache
