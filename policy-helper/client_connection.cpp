// Reads requests from smtpd into a fixed buffer and writes the replies.
#include "policy-helper/client_connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>

#include "common/timed_io.h"

namespace greycache {

namespace {

// Postfix's own limit for one write or read of a request (smtpd_policy_service_timeout).
constexpr std::chrono::seconds kLongestStall{100};

}  // namespace

ClientConnection::State ClientConnection::state() {
  if (!buffer_.bytes().empty()) return State::readable;
  char byte = 0;
  const long count = recv(input_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count > 0) return State::readable;
  if (count == 0) return State::ended;
  if (errno == ENOTSOCK) {  // the end of a pipe shows when it is read
    return wait_for(input_, POLLIN, Deadline::after({})) ? State::readable : State::idle;
  }
  return may_succeed_later(errno) ? State::idle : State::ended;
}

void ClientConnection::wait() const {
  wait_for(input_, POLLIN, Deadline::never());
}

ClientConnection::Reading ClientConnection::read() {
  while (buffer_.message().empty()) {
    if (buffer_.space_size() == 0) return Reading::too_long;
    long count = read_now(input_, buffer_.space(), buffer_.space_size());
    const bool waited = count < 0 && errno == EAGAIN;
    if (waited) {
      count =
          read_some(input_, buffer_.space(), buffer_.space_size(), Deadline::after(kLongestStall));
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == ETIMEDOUT) return Reading::stalled;
    if (count <= 0) return Reading::ended;
    buffer_.added(static_cast<std::size_t>(count));
    if (waited) return Reading::waited;
  }
  return Reading::complete;
}

bool ClientConnection::write(std::string_view reply) const {
  return write_all(output_, reply, Deadline::after(kLongestStall)) == 0;
}

}  // namespace greycache
