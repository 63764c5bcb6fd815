// A listening unix socket whose file is made again where somebody removes it.
#pragma once

#include <string>

#include "common/file_descriptor.h"
#include "common/socket_file.h"

namespace greycache {

// Knows the file, and leaves the listening socket to its owner.
class LastingSocket {
 public:
  // Of no file: nothing is made.
  LastingSocket() = default;
  // The file is at `path` already; mode and group are those of another one (listen_unix()).
  LastingSocket(std::string path, unsigned mode, std::string group);

  const std::string& path() const { return path_; }

  // Whether the file there is ours; also where it never was, as one of systemd's that this process
  // does not see.
  bool is_there() const { return file_.state() == SocketFile::State::there; }

  // Another listening socket where the file is gone, or is another one that nobody listens on;
  // otherwise none. It is logged, and once for each loss where it cannot be made.
  FileDescriptor make_again();

 private:
  FileDescriptor made();

  std::string path_;
  unsigned mode_ = 0;
  std::string group_;
  SocketFile file_;
  bool loss_told_ = false;  // that the file is not there, and cannot be
};

}  // namespace greycache
