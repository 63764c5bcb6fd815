// Both sides of the conversation, message by message.
#include "greycache/sessions/takeover.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/deadline.h"
#include "common/handover.h"
#include "common/socket.h"
#include "common/text.h"
#include "common/timed_io.h"

namespace greycache {

namespace {

constexpr char kEnd = 'E';
// Kind, and the count of the bytes behind it. In an end the count says whether a receipt is
// answered.
constexpr std::size_t kHeader = 1 + kCountBytes;
constexpr std::size_t kSaysGo = 1;
// A request of the greatest max_request, what was read with it, and an answer.
constexpr std::size_t kMostBytes = std::size_t{32} << 20;
// Of a sentence that says why.
constexpr std::size_t kMostReason = 1000;
constexpr std::string_view kOk = "ok\n";

std::string header_of(char kind, std::size_t count) {
  std::string header(kHeader, kind);
  write_count(static_cast<std::uint32_t>(count), header.data() + 1);
  return header;
}

// What follows the header of a socket.
std::string body_of(const PassedSocket& socket) {
  if (socket.kind != PassedSocket::Kind::owing_session) return socket.bytes;
  std::string body(kCountBytes, '\0');
  write_count(static_cast<std::uint32_t>(socket.unsent.size()), body.data());
  return body + socket.unsent + socket.bytes;
}

bool take_body_apart(PassedSocket& socket) {
  if (socket.kind != PassedSocket::Kind::owing_session) return true;
  if (socket.bytes.size() < kCountBytes) return false;
  const std::size_t unsent = read_count(socket.bytes.data());
  if (unsent > socket.bytes.size() - kCountBytes) return false;
  socket.unsent = socket.bytes.substr(kCountBytes, unsent);
  socket.bytes.erase(0, kCountBytes + unsent);
  return true;
}

bool send_all(int fd, std::string_view bytes, const Deadline& deadline) {
  return write_all(fd, bytes, deadline) == 0;
}

bool send_socket(int control, const PassedSocket& socket, const Deadline& deadline) {
  const std::string body = body_of(socket);
  const std::string header = header_of(static_cast<char>(socket.kind), body.size());
  while (true) {
    const int error = send_descriptor(control, socket.descriptor.get(), header);
    if (error == 0) return send_all(control, body, deadline);
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
    if (received.length < 0 && !may_succeed_later(errno)) return false;
    if (received.length > 0) held += static_cast<std::size_t>(received.length);
    if (received.descriptor && descriptor != nullptr) *descriptor = std::move(received.descriptor);
  }
  return true;
}

bool receive_byte(int fd, char expected, const Deadline& deadline) {
  char byte = 0;
  return receive_all(fd, &byte, 1, nullptr, deadline) && byte == expected;
}

// What the other writes until it ends the connection.
std::string receive_rest(int fd, const Deadline& deadline) {
  std::string rest;
  char byte = 0;
  while (rest.size() < kMostReason && receive_all(fd, &byte, 1, nullptr, deadline)) rest += byte;
  return rest;
}

// The old daemon's first word: nothing where it hands over, else why not.
std::string refusal_of(int control, const Deadline& deadline) {
  std::string answer(kOk.size(), '\0');
  if (receive_all(control, answer.data(), answer.size(), nullptr, deadline)) {
    if (answer == kOk) return {};
    if (answer.front() == kTakeoverRefusal) {
      const std::string reason = answer.substr(1) + receive_rest(control, deadline);
      return "the running daemon goes on: " + escaped(reason);
    }
  }
  return "the running daemon refuses, or is not one of the same user";
}

void send_refusal(int control, const std::string& reason) {
  const std::string text = kTakeoverRefusal + reason.substr(0, kMostReason);
  send(control, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

// Of a wait that was in vain.
HandoverResult in_vain(const Deadline& deadline) {
  using Kind = HandoverResult::Kind;
  const bool late = deadline.passed(Deadline::now());
  return {late ? Kind::too_slow : Kind::cut_off, {}};
}

enum class Next { socket, end, failure };

Next receive_socket(Takeover& takeover, const Deadline& deadline) {
  const int control = takeover.control.get();
  std::array<char, kHeader> header{};
  PassedSocket socket;
  if (!receive_all(control, header.data(), header.size(), &socket.descriptor, deadline)) {
    return Next::failure;
  }
  const std::size_t count = read_count(header.data() + 1);
  if (header[0] == kEnd) {
    takeover.says_go = count == kSaysGo;
    return Next::end;
  }
  if (!socket.descriptor || count > kMostBytes) return Next::failure;
  socket.kind = static_cast<PassedSocket::Kind>(header[0]);
  socket.bytes.resize(count);
  if (!receive_all(control, socket.bytes.data(), count, nullptr, deadline)) return Next::failure;
  if (!take_body_apart(socket)) return Next::failure;
  takeover.sockets.push_back(std::move(socket));
  return Next::socket;
}

tl::unexpected<std::string> failed(const std::string& why) {
  return tl::make_unexpected("cannot take over: " + why);
}

}  // namespace

TakeoverResult request_takeover(const std::string& control_socket,
                                std::chrono::milliseconds patience) {
  const auto deadline = Deadline::after(patience);
  auto connection = connect_unix(control_socket);
  if (!connection) return failed(connection.error());
  Takeover takeover{.control = std::move(*connection), .sockets = {}, .says_go = false};
  const int control = takeover.control.get();
  if (!send_all(control, std::string(kTakeoverCommand) + "\n", deadline)) {
    return failed("the running daemon does not listen");
  }
  if (const std::string why = refusal_of(control, deadline); !why.empty()) return failed(why);
  Next next = Next::socket;
  while (next == Next::socket) next = receive_socket(takeover, deadline);
  if (next == Next::failure) return failed("the running daemon stopped in the middle");
  return takeover;
}

bool confirm_takeover(const Takeover& takeover, std::chrono::milliseconds patience) {
  const int control = takeover.control.get();
  const bool sent = send(control, &kTakeoverReceipt, 1, MSG_NOSIGNAL) == 1;
  if (!takeover.says_go) return true;
  if (!sent) return false;
  if (receive_byte(control, kTakeoverGo, Deadline::after(patience))) return true;
  // From here on the other cannot say it any more; perhaps it just did.
  shutdown(control, SHUT_RD);
  return receive_byte(control, kTakeoverGo, Deadline::after({}));
}

void refuse_takeover(Takeover& takeover, const std::string& reason) {
  if (!takeover.control) return;
  send_refusal(takeover.control.get(), reason);
  takeover.control.reset();
}

HandoverResult keep_all(int control, const std::string& reason) {
  send_refusal(control, reason);
  return {HandoverResult::Kind::kept, reason};
}

HandoverResult hand_over_all(int control, const std::vector<PassedSocket>& sockets,
                             std::chrono::milliseconds patience) {
  using Kind = HandoverResult::Kind;
  const auto deadline = Deadline::after(patience);
  if (!send_all(control, kOk, deadline)) return in_vain(deadline);
  for (const PassedSocket& socket : sockets) {
    if (!send_socket(control, socket, deadline)) return in_vain(deadline);
  }
  if (!send_all(control, header_of(kEnd, kSaysGo), deadline)) return in_vain(deadline);
  char answer = 0;
  if (!receive_all(control, &answer, 1, nullptr, deadline)) return in_vain(deadline);
  if (answer == kTakeoverRefusal) return {Kind::refused, receive_rest(control, deadline)};
  const bool told = answer == kTakeoverReceipt &&
                    send(control, &kTakeoverGo, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
  return {told ? Kind::done : Kind::cut_off, {}};
}

}  // namespace greycache
