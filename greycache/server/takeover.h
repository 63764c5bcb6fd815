// Handing a running service to a new process: every socket, with what was read of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"

namespace greycache {

// A socket on its way from one daemon to the next.
struct PassedSocket {
  enum class Kind : char {
    policy_listener = 'P',   // unix, of the setting `socket`
    inet_listener = 'I',     // of the setting `inet`
    control_listener = 'C',  // of the setting `control_socket`
    session = 'S',           // a connection of Postfix's
  };

  Kind kind = Kind::session;
  FileDescriptor descriptor;
  // Of a session: a request that has not arrived whole. Of a listener: kKeptBySystemd or nothing.
  std::string bytes;
};

// Mark of a listener whose path in the file system is not the daemon's to remove.
inline constexpr char kKeptBySystemd[] = "systemd";

// The control command with which a new daemon asks for everything. The old one stops reading,
// answers what is in flight, gives up its state directory, and then sends: "ok\n", a message a
// socket, and an end. It goes once the new one has written kTakeoverReceipt.
inline constexpr char kTakeoverCommand[] = "takeover";
inline constexpr char kTakeoverReceipt = '\x06';

// The control command with which an operator has the running daemon start a new one.
inline constexpr char kRenewCommand[] = "renew";

// Blocking, each call within `patience` in all; errors are sentences.
using TakeoverResult = tl::expected<std::vector<PassedSocket>, std::string>;

// The new daemon's side: connects, asks, receives everything. The connection is left in `control`
// for confirm_takeover().
TakeoverResult request_takeover(const std::string& control_socket,
                                std::chrono::milliseconds patience, FileDescriptor& control);
void confirm_takeover(const FileDescriptor& control);

// The old daemon's side, on the connection that asked. True once the receipt has come.
bool hand_over_all(int control, const std::vector<PassedSocket>& sockets,
                   std::chrono::milliseconds patience);

}  // namespace greycache
