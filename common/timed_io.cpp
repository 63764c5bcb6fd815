// Reads and writes that never wait but in poll(2).
#include "common/timed_io.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace greycache {

namespace {

// A pipe that is writable takes PIPE_BUF bytes without waiting, not more.
long write_now(int fd, std::string_view bytes) {
  const long count = send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count >= 0 || errno != ENOTSOCK) return count;
  if (wait_for(fd, POLLOUT, Deadline::after({}))) {
    return write(fd, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
  }
  errno = EAGAIN;
  return -1;
}

}  // namespace

bool may_succeed_later(int error) {
  return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

bool wait_for(int fd, short events, const Deadline& deadline) {
  pollfd entry{fd, events, 0};
  while (true) {
    const int timeout = deadline.poll_timeout(Deadline::now());
    const int ready = poll(&entry, 1, timeout);
    if (ready > 0) return true;
    if (ready == 0 && deadline.passed(Deadline::now())) return false;
  }
}

long read_now(int fd, char* buffer, std::size_t size) {
  const long count = recv(fd, buffer, size, MSG_DONTWAIT);
  if (count >= 0 || errno != ENOTSOCK) return count;
  if (wait_for(fd, POLLIN, Deadline::after({}))) return read(fd, buffer, size);
  errno = EAGAIN;
  return -1;
}

// Another process that shares the socket may have taken what poll(2) announced.
long read_some(int fd, char* buffer, std::size_t size, const Deadline& deadline) {
  while (wait_for(fd, POLLIN, deadline)) {
    const long count = read_now(fd, buffer, size);
    if (count >= 0 || !may_succeed_later(errno)) return count;
  }
  errno = ETIMEDOUT;
  return -1;
}

// A socket nearly always has room: poll(2) is asked only where a call has shown that it has none.
int write_all(int fd, std::string_view bytes, const Deadline& deadline) {
  while (!bytes.empty()) {
    const long count = write_now(fd, bytes);
    if (count < 0 && !may_succeed_later(errno)) return errno;
    if (count < 0 && !wait_for(fd, POLLOUT, deadline)) return ETIMEDOUT;
    bytes.remove_prefix(static_cast<std::size_t>(std::max(count, 0L)));
  }
  return 0;
}

}  // namespace greycache
