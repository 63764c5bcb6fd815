// A log daemon of a test, at a socket in a directory of its own.
#pragma once

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "common/file_descriptor.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

class LogDaemon {
 public:
  explicit LogDaemon(int type = SOCK_DGRAM) : type_(type) {}
  LogDaemon(const LogDaemon&) = delete;
  LogDaemon& operator=(const LogDaemon&) = delete;

  std::string path() const { return directory_.file("log"); }

  void start() {
    stop();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = path();
    std::copy(name.begin(), name.end(), address.sun_path);
    socket_.reset(socket(AF_UNIX, type_ | SOCK_CLOEXEC, 0));
    REQUIRE(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    if (type_ == SOCK_STREAM) REQUIRE(listen(socket_.get(), 10) == 0);
  }

  void stop() {
    accepted_.reset();
    socket_.reset();
    std::filesystem::remove(path());
  }

  // A datagram, or what has come by a stream; "" where nothing comes within the time.
  std::string read(int milliseconds = 5000) {
    const bool stream = type_ == SOCK_STREAM;
    if (stream && !accepted_ && comes(socket_, milliseconds)) {
      accepted_.reset(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    }
    const FileDescriptor& from = stream ? accepted_ : socket_;
    if (!from || !comes(from, milliseconds)) return {};
    const ssize_t length = recv(from.get(), buffer_.data(), buffer_.size(), 0);
    return {buffer_.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
  }

 private:
  static bool comes(const FileDescriptor& from, int milliseconds) {
    pollfd entry{from.get(), POLLIN, 0};
    return poll(&entry, 1, milliseconds) == 1;
  }

  int type_;
  TemporaryDirectory directory_;
  FileDescriptor socket_;
  FileDescriptor accepted_;
  std::array<char, 65536> buffer_{};
};

}  // namespace greycache
