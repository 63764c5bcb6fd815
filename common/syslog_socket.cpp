// Connecting to the log daemon, anew when it has gone, and sending by sendmmsg(2).
#include "common/syslog_socket.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace greycache {

namespace {

constexpr std::size_t kMostAtOnce = 64;

iovec part(std::string_view text) {
  return {const_cast<char*>(text.data()), text.size()};
}

}  // namespace

SyslogSocket::SyslogSocket(std::string path) : path_(std::move(path)) {
  connect();
}

bool SyslogSocket::connect() {
  if (connect_as(SOCK_DGRAM)) return true;
  return errno == EPROTOTYPE && connect_as(SOCK_STREAM);
}

bool SyslogSocket::connect_as(int type) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path) return false;
  std::copy(path_.begin(), path_.end(), address.sun_path);
  FileDescriptor socket(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  if (!socket) return false;
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return false;
  }
  socket_ = std::move(socket);
  stream_ = type == SOCK_STREAM;
  return true;
}

std::size_t SyslogSocket::send(std::span<const SyslogMessage> messages) {
  std::size_t lost = 0;
  bool connected_now = false;
  while (!messages.empty()) {
    if (!socket_ && (std::exchange(connected_now, true) || !connect())) break;
    const std::size_t sent = send_some(messages.first(std::min(messages.size(), kMostAtOnce)));
    messages = messages.subspan(sent);
    if (sent > 0) {
      connected_now = false;
    } else if (errno == EMSGSIZE) {
      messages = messages.subspan(1);
      ++lost;
    } else if (errno != EINTR) {
      socket_.reset();
    }
  }
  return lost + messages.size();
}

// How many were sent; of none errno says why.
std::size_t SyslogSocket::send_some(std::span<const SyslogMessage> messages) {
  return stream_ ? send_stream(messages) : send_datagrams(messages);
}

std::size_t SyslogSocket::send_datagrams(std::span<const SyslogMessage> messages) {
  std::array<std::array<iovec, 2>, kMostAtOnce> parts;
  std::array<mmsghdr, kMostAtOnce> headers;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    parts[i] = {part(messages[i].header), part(messages[i].text)};
    headers[i] = {};
    headers[i].msg_hdr.msg_iov = parts[i].data();
    headers[i].msg_hdr.msg_iovlen = parts[i].size();
  }
  const int sent =
      sendmmsg(socket_.get(), headers.data(), static_cast<unsigned>(messages.size()), MSG_NOSIGNAL);
  return static_cast<std::size_t>(std::max(sent, 0));
}

// What was sent of a message whose end was not is no message.
std::size_t SyslogSocket::send_stream(std::span<const SyslogMessage> messages) {
  records_.clear();
  for (const SyslogMessage& message : messages) {
    records_ += message.header;
    records_ += message.text;
    records_ += '\0';
  }
  std::string_view rest = records_;
  while (!rest.empty()) {
    const ssize_t count = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR) break;
    rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  const std::string_view sent = std::string_view(records_).substr(0, records_.size() - rest.size());
  return static_cast<std::size_t>(std::count(sent.begin(), sent.end(), '\0'));
}

}  // namespace greycache
