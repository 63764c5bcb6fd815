// Waits with poll(2), then reads or writes without waiting.
#include "common/timed_io.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace greycache {

namespace {

bool may_succeed_later(int error) {
  return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

// Another process that shares the socket may have taken what poll(2) announced, hence
// MSG_DONTWAIT.
long receive(int fd, char* buffer, std::size_t size) {
  const long count = recv(fd, buffer, size, MSG_DONTWAIT);
  return count < 0 && errno == ENOTSOCK ? read(fd, buffer, size) : count;
}

// A pipe that is writable takes PIPE_BUF bytes without waiting, not more.
long transmit(int fd, std::string_view bytes) {
  const long count = send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count >= 0 || errno != ENOTSOCK) return count;
  return write(fd, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
}

}  // namespace

bool wait_for(int fd, short events, const Deadline& deadline) {
  pollfd entry{fd, events, 0};
  while (true) {
    const int timeout = deadline.poll_timeout(Deadline::now());
    const int ready = poll(&entry, 1, timeout);
    if (ready > 0) return true;
    if (ready == 0 && deadline.passed(Deadline::now())) return false;
  }
}

long read_some(int fd, char* buffer, std::size_t size, const Deadline& deadline) {
  while (wait_for(fd, POLLIN, deadline)) {
    const long count = receive(fd, buffer, size);
    if (count >= 0 || !may_succeed_later(errno)) return count;
  }
  errno = ETIMEDOUT;
  return -1;
}

int write_all(int fd, std::string_view bytes, const Deadline& deadline) {
  while (!bytes.empty()) {
    if (!wait_for(fd, POLLOUT, deadline)) return ETIMEDOUT;
    const long count = transmit(fd, bytes);
    if (count < 0 && !may_succeed_later(errno)) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(std::max(count, 0L)));
  }
  return 0;
}

}  // namespace greycache
