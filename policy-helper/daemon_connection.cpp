// Exchanges a request for its reply, over new connections where old ones break.
#include "policy-helper/daemon_connection.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "common/timed_io.h"
#include "policy-helper/daemon_address.h"
#include "policy-helper/pause.h"

namespace greycache {

std::string_view DaemonConnection::fail(const char* reason) {
  failure_ = reason;
  socket_.reset();
  return {};
}

// Bytes nobody asked for, or the end: either way no answer to the next request comes from here.
bool DaemonConnection::has_unasked() {
  char byte = 0;
  return recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

// A connection left from the last request counts only while it is silent and open; a new one is
// made otherwise.
bool DaemonConnection::ready() {
  if (socket_ && !has_unasked()) return true;
  socket_ = connect_to_daemon(path_);
  if (!socket_) {
    failure_ = strerror(errno);
    return false;
  }
  if (!has_unasked()) return true;
  fail("it closes at once or speaks unasked");
  return false;
}

std::string_view DaemonConnection::read_reply(const Deadline& deadline) {
  reply_.clear();
  while (!reply_.overfull()) {
    const long count = read_some(socket_.get(), reply_.space(), reply_.space_size(), deadline);
    if (count == 0) return fail("connection closed in the middle of an exchange");
    if (count < 0) return fail(errno == ETIMEDOUT ? "no reply in time" : strerror(errno));
    reply_.added(static_cast<std::size_t>(count));
    const std::string_view reply = reply_.message();
    if (reply.size() == 1) return fail("empty reply");
    if (reply.empty()) continue;
    // What came behind the reply answers nothing: it must not be taken for the next reply.
    if (reply.size() < reply_.bytes().size()) socket_.reset();
    return reply;
  }
  return fail("reply too long");
}

std::string_view DaemonConnection::attempt(std::string_view request, const Deadline& deadline) {
  const int error = write_all(socket_.get(), request, deadline);
  if (error != 0) return fail(strerror(error));
  return read_reply(deadline);
}

std::string_view DaemonConnection::exchange(std::string_view request, const Deadline& deadline) {
  Pause pause;
  do {
    if (!ready()) continue;
    const std::string_view reply = attempt(request, deadline);
    if (!reply.empty()) return reply;
  } while (pause.wait(deadline));
  socket_.reset();
  return {};
}

}  // namespace greycache
