// A server that speaks as a test tells it, on a unix socket, in a thread of its own.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "common/file_descriptor.h"

namespace greycache {

// Calls `serve` for each connection, one after the other; it may block, but not beyond the
// destruction of the other end. The destructor waits for the last call.
class FakeRedis {
 public:
  using Serve = std::function<void(int socket)>;

  explicit FakeRedis(Serve serve);
  ~FakeRedis();

  const std::string& path() const { return path_; }
  int connections() const { return connections_; }

 private:
  void run();

  Serve serve_;
  std::string directory_;
  std::string path_;
  FileDescriptor listener_;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

// Waits for bytes and throws them away; false when the client is gone.
bool hear(int socket);
// False when the client is gone.
bool say(int socket, std::string_view bytes);
// Hears the first commands and answers them as Redis does.
bool greet(int socket);
// Blocks until the client closes.
void wait_for_close(int socket);

}  // namespace greycache
