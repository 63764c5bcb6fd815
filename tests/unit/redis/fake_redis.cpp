// A server that speaks as a test tells it.
#include "tests/unit/redis/fake_redis.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "common/socket.h"
#include "greycache/redis/redis_hello.h"

namespace greycache {

FakeRedis::FakeRedis(Serve serve, At at) : serve_(std::move(serve)) {
  listen(at);
  thread_ = std::thread([this] { run(); });
}

void FakeRedis::listen(At at) {
  std::string pattern = "/tmp/fake-redis-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  directory_ = pattern;
  path_ = directory_ + "/socket";
  auto listener = at == At::loopback ? listen_inet("127.0.0.1", 0) : listen_unix(path_, 0600, "");
  if (!listener) throw std::runtime_error(listener.error());
  listener_ = std::move(*listener);
}

FakeRedis::~FakeRedis() {
  over_ = true;
  thread_.join();
  unlink(path_.c_str());
  rmdir(directory_.c_str());
}

std::uint16_t FakeRedis::port() const {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
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

bool greet(int socket, std::string_view more) {
  if (!hear(socket)) return false;
  std::string answers;
  for (std::size_t i = 2; i < hello_commands({}, 1).commands(); ++i) answers += "+OK\r\n";
  answers += ":1\r\n";
  const std::string info = "\r\n" + std::string(more) + "master_replid:0a1b2c3d4e";
  answers += "$" + std::to_string(info.size()) + "\r\n" + info + "\r\n";
  return say(socket, answers);
}

void wait_for_close(int socket) {
  while (hear(socket)) {
  }
}

}  // namespace greycache
