#include "greycache/server/takeover.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/handover.h"
#include "common/socket.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

constexpr char kEnd = 'E';
// Kind and a 4-byte big-endian count of the bytes behind it.
constexpr std::size_t kHeader = 5;
constexpr std::size_t kMostBytes = std::size_t{16} << 20;
constexpr std::string_view kOk = "ok\n";

bool wait_for(int fd, short events, Clock::time_point deadline) {
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd waited{fd, events, 0};
    const int ready = poll(&waited, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

bool send_all(int fd, std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (sent < 0 && !wait_for(fd, POLLOUT, deadline)) return false;
  }
  return true;
}

std::string header_of(char kind, std::size_t count) {
  std::string header{kind};
  for (int shift = 24; shift >= 0; shift -= 8) header += static_cast<char>(count >> shift & 0xff);
  return header;
}

bool send_socket(int control, const PassedSocket& socket, Clock::time_point deadline) {
  const std::string header = header_of(static_cast<char>(socket.kind), socket.bytes.size());
  while (true) {
    const int error = send_descriptor(control, socket.descriptor.get(), header);
    if (error == 0) return send_all(control, socket.bytes, deadline);
    if (error != EAGAIN || !wait_for(control, POLLOUT, deadline)) return false;
  }
}

// Reads exactly `size` bytes; a descriptor that comes with the first of them goes to `descriptor`.
bool receive_all(int fd, char* into, std::size_t size, FileDescriptor* descriptor,
                 Clock::time_point deadline) {
  std::size_t held = 0;
  while (held < size) {
    if (!wait_for(fd, POLLIN, deadline)) return false;
    Received received = receive_with_descriptor(fd, into + held, size - held);
    if (received.length == 0) return false;
    if (received.length < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (received.length > 0) held += static_cast<std::size_t>(received.length);
    if (received.descriptor && descriptor != nullptr) *descriptor = std::move(received.descriptor);
  }
  return true;
}

// False at the end or on a failure, which `complete` tells apart.
bool receive_socket(int control, PassedSocket& socket, bool& complete, Clock::time_point deadline) {
  std::array<char, kHeader> header{};
  if (!receive_all(control, header.data(), header.size(), &socket.descriptor, deadline)) {
    return false;
  }
  complete = header[0] == kEnd;
  if (complete) return false;
  std::size_t count = 0;
  for (std::size_t i = 1; i < kHeader; ++i) {
    count = count << 8 | static_cast<unsigned char>(header[i]);
  }
  if (!socket.descriptor || count > kMostBytes) return false;
  socket.kind = static_cast<PassedSocket::Kind>(header[0]);
  socket.bytes.resize(count);
  return receive_all(control, socket.bytes.data(), count, nullptr, deadline);
}

tl::unexpected<std::string> failed(const std::string& why) {
  return tl::make_unexpected("cannot take over: " + why);
}

}  // namespace

TakeoverResult request_takeover(const std::string& control_socket,
                                std::chrono::milliseconds patience, FileDescriptor& control) {
  const auto deadline = Clock::now() + patience;
  auto connection = connect_unix(control_socket);
  if (!connection) return failed(connection.error());
  control = std::move(*connection);
  if (!send_all(control.get(), std::string(kTakeoverCommand) + "\n", deadline)) {
    return failed("the running daemon does not listen");
  }
  std::array<char, kOk.size()> answer{};
  if (!receive_all(control.get(), answer.data(), answer.size(), nullptr, deadline) ||
      std::string_view(answer.data(), answer.size()) != kOk) {
    return failed("the running daemon refuses, or is not one of the same user");
  }
  std::vector<PassedSocket> sockets;
  bool complete = false;
  for (PassedSocket socket; receive_socket(control.get(), socket, complete, deadline);) {
    sockets.push_back(std::exchange(socket, {}));
  }
  if (!complete) return failed("the running daemon stopped in the middle");
  return sockets;
}

void confirm_takeover(const FileDescriptor& control) {
  send(control.get(), &kTakeoverReceipt, 1, MSG_NOSIGNAL);
}

bool hand_over_all(int control, const std::vector<PassedSocket>& sockets,
                   std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  if (!send_all(control, kOk, deadline)) return false;
  for (const PassedSocket& socket : sockets) {
    if (!send_socket(control, socket, deadline)) return false;
  }
  if (!send_all(control, header_of(kEnd, 0), deadline)) return false;
  char receipt = 0;
  return receive_all(control, &receipt, 1, nullptr, deadline) && receipt == kTakeoverReceipt;
}

}  // namespace greycache
