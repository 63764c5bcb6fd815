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
    metrics_listener = 'M',  // of the setting `metrics`
    panel_listener = 'W',    // of the setting `panel_socket`
    session = 'S',           // a connection of Postfix's
    owing_session = 'O',     // the same, whose peer has not taken all of an answer
  };

  Kind kind = Kind::session;
  FileDescriptor descriptor;
  // Of a session: a request that is not answered. Of a listener: kKeptBySystemd or nothing.
  std::string bytes;
  // Of an owing session: what is left to send. It travels before `bytes`, behind its count.
  std::string unsent{};
};

// Mark of a listener whose path in the file system is not the daemon's to remove.
inline constexpr char kKeptBySystemd[] = "systemd";

// The control command with which a new daemon asks for everything. The old one stops reading,
// answers what is in flight, gives up its state directory, and then sends: "ok\n", a message a
// socket, and an end. The new one opens its stores and writes kTakeoverReceipt; the old one answers
// kTakeoverGo and goes. One that cannot take over writes kTakeoverRefusal and why in its place,
// once it holds nothing any more. Whoever waits too long, or sees the connection end before that
// byte, knows that the old one goes on, so never both of them serve. (An older version of either
// side, which does not know the last byte, goes by the receipt.) An old one that must not go yet
// sends kTakeoverRefusal and why in place of the "ok", and has given up nothing.
inline constexpr char kTakeoverCommand[] = "takeover";
inline constexpr char kTakeoverReceipt = '\x06';
inline constexpr char kTakeoverGo = '\x07';
inline constexpr char kTakeoverRefusal = '\x15';

// What a new daemon has been given.
struct Takeover {
  FileDescriptor control;  // the connection that asked
  std::vector<PassedSocket> sockets;
  bool says_go = false;  // whether the old daemon is one that answers the receipt
};

// The new daemon's side: connects, asks, receives everything. Blocking, within `patience` in all;
// errors are sentences.
using TakeoverResult = tl::expected<Takeover, std::string>;
TakeoverResult request_takeover(const std::string& control_socket,
                                std::chrono::milliseconds patience);
// Whether the service is the new daemon's now. It must end where it is not.
bool confirm_takeover(const Takeover& takeover, std::chrono::milliseconds patience);
// In its place: tells the old daemon why this one cannot take over. Ends the connection.
void refuse_takeover(Takeover& takeover, const std::string& reason);

// What became of it, for the old daemon.
struct HandoverResult {
  enum class Kind {
    done,      // the other has everything, and may begin: the old one must end
    kept,      // nothing was given to the other: the old one must not go, for `reason`
    refused,   // the other cannot take over, says why, and ends
    cut_off,   // the other has ended the connection
    too_slow,  // the other may hang
  };
  Kind kind = Kind::too_slow;
  std::string reason;  // why it is kept; a sentence of the other's, where it refused: untrusted
};

// The old daemon's side, on the connection that asked.
HandoverResult hand_over_all(int control, const std::vector<PassedSocket>& sockets,
                             std::chrono::milliseconds patience);
// In its place: tells the other why it gets nothing.
HandoverResult keep_all(int control, const std::string& reason);

}  // namespace greycache
