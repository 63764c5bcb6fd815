// A server that speaks as a test tells it, on a socket and in a thread of its own.
#pragma once

#include <atomic>
#include <cstdint>
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
  enum class At { unix_socket, loopback };

  explicit FakeRedis(Serve serve, At at = At::unix_socket);
  ~FakeRedis();

  const std::string& path() const { return path_; }
  // On 127.0.0.1.
  std::uint16_t port() const;
  int connections() const { return connections_; }

 private:
  void listen(At at);
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
// Hears the first commands and answers them as Redis does, with `more` of INFO.
bool greet(int socket, std::string_view more = {});
// Blocks until the client closes.
void wait_for_close(int socket);

}  // namespace greycache
