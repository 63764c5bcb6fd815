// Opens the connections that requests go over.
#include "load/connector.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace greycache {

namespace {

[[noreturn]] void fail(const std::string& what, int error = errno) {
  throw std::system_error(error, std::generic_category(), what);
}

FileDescriptor connected(int family, const sockaddr* address, socklen_t length,
                         const std::string& name) {
  FileDescriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket || connect(socket.get(), address, length) != 0) fail(name);
  return socket;
}

void do_not_block(int socket) {
  const int flags = fcntl(socket, F_GETFL);
  if (flags < 0 || fcntl(socket, F_SETFL, flags | O_NONBLOCK) != 0) fail("fcntl");
}

pid_t spawn(std::vector<std::string> command, int socket) {
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int fd = 0; fd <= 2; ++fd) posix_spawn_file_actions_adddup2(&actions, socket, fd);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fail(command[0], error);
  return pid;
}

}  // namespace

FileDescriptor Connector::open() {
  FileDescriptor socket = !target_.socket.empty() ? open_unix()
                          : !target_.tcp.empty()  ? open_tcp()
                                                  : start_helper();
  do_not_block(socket.get());
  return socket;
}

FileDescriptor Connector::open_unix() const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (target_.socket.size() >= sizeof address.sun_path) fail(target_.socket, ENAMETOOLONG);
  std::memcpy(address.sun_path, target_.socket.data(), target_.socket.size());
  return connected(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address,
                   target_.socket);
}

FileDescriptor Connector::open_tcp() const {
  const std::size_t colon = target_.tcp.rfind(':');
  if (colon == std::string::npos) throw std::runtime_error(target_.tcp + " has no port");
  std::string host = target_.tcp.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), target_.tcp.c_str() + colon + 1, &hints, &found);
  if (error != 0) throw std::runtime_error(target_.tcp + ": " + gai_strerror(error));
  FileDescriptor socket =
      connected(found->ai_family, found->ai_addr, found->ai_addrlen, target_.tcp);
  freeaddrinfo(found);
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

FileDescriptor Connector::start_helper() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) fail("socketpair");
  FileDescriptor ours(ends[0]);
  const FileDescriptor theirs(ends[1]);
  helpers_.push_back(spawn(target_.command, theirs.get()));
  return ours;
}

double Connector::end_helpers() {
  for (const pid_t helper : helpers_) kill(helper, SIGTERM);
  for (const pid_t helper : helpers_) waitpid(helper, nullptr, 0);
  helpers_.clear();
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace greycache
