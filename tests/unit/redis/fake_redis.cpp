// A server that speaks as a test tells it.
#include "tests/unit/redis/fake_redis.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "common/socket.h"
#include "greycache/redis/redis_hello.h"

namespace greycache {

FakeRedis::FakeRedis(Serve serve) : serve_(std::move(serve)) {
  std::string pattern = "/tmp/fake-redis-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  directory_ = pattern;
  path_ = directory_ + "/socket";
  auto listener = listen_unix(path_, 0600, "");
  if (!listener) throw std::runtime_error(listener.error());
  listener_ = std::move(*listener);
  thread_ = std::thread([this] { run(); });
}

FakeRedis::~FakeRedis() {
  over_ = true;
  thread_.join();
  unlink(path_.c_str());
  rmdir(directory_.c_str());
}

void FakeRedis::run() {
  while (!over_) {
    pollfd wait{listener_.get(), POLLIN, 0};
    if (poll(&wait, 1, 10) <= 0) continue;
    const FileDescriptor client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) continue;
    ++connections_;
    serve_(client.get());
  }
}

bool hear(int socket) {
  std::array<char, 65536> buffer;
  return recv(socket, buffer.data(), buffer.size(), 0) > 0;
}

bool say(int socket, std::string_view bytes) {
  return send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

bool greet(int socket) {
  if (!hear(socket)) return false;
  std::string answers;
  for (std::size_t i = 1; i < hello_commands({}).commands(); ++i) answers += "+OK\r\n";
  answers += "$26\r\n\r\nmaster_replid:0a1b2c3d4e\r\n";
  return say(socket, answers);
}

void wait_for_close(int socket) {
  while (hear(socket)) {
  }
}

}  // namespace greycache
