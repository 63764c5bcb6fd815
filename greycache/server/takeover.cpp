#include "greycache/server/takeover.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/deadline.h"
#include "common/handover.h"
#include "common/socket.h"
#include "common/timed_io.h"

namespace greycache {

namespace {

constexpr char kEnd = 'E';
// Kind, and the count of the bytes behind it.
constexpr std::size_t kHeader = 1 + kCountBytes;
constexpr std::size_t kMostBytes = std::size_t{16} << 20;
constexpr std::string_view kOk = "ok\n";

std::string header_of(char kind, std::size_t count) {
  std::string header(kHeader, kind);
  write_count(static_cast<std::uint32_t>(count), header.data() + 1);
  return header;
}

bool send_all(int fd, std::string_view bytes, const Deadline& deadline) {
  return write_all(fd, bytes, deadline) == 0;
}

bool send_socket(int control, const PassedSocket& socket, const Deadline& deadline) {
  const std::string header = header_of(static_cast<char>(socket.kind), socket.bytes.size());
  while (true) {
    const int error = send_descriptor(control, socket.descriptor.get(), header);
    if (error == 0) return send_all(control, socket.bytes, deadline);
    if (error != EAGAIN || !wait_for(control, POLLOUT, deadline)) return false;
  }
}

// Reads exactly `size` bytes; a descriptor that comes with the first of them goes to `descriptor`.
bool receive_all(int fd, char* into, std::size_t size, FileDescriptor* descriptor,
                 const Deadline& deadline) {
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
bool receive_socket(int control, PassedSocket& socket, bool& complete, const Deadline& deadline) {
  std::array<char, kHeader> header{};
  if (!receive_all(control, header.data(), header.size(), &socket.descriptor, deadline)) {
    return false;
  }
  complete = header[0] == kEnd;
  if (complete) return false;
  const std::size_t count = read_count(header.data() + 1);
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
  const auto deadline = Deadline::after(patience);
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
  const auto deadline = Deadline::after(patience);
  if (!send_all(control, kOk, deadline)) return false;
  for (const PassedSocket& socket : sockets) {
    if (!send_socket(control, socket, deadline)) return false;
  }
  if (!send_all(control, header_of(kEnd, 0), deadline)) return false;
  char receipt = 0;
  return receive_all(control, &receipt, 1, nullptr, deadline) && receipt == kTakeoverReceipt;
}

}  // namespace greycache
