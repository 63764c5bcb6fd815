// The socket of the log daemon, without syslog(3): many messages by one call.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/file_descriptor.h"

namespace greycache {

// A message as the log daemon gets it: its header ("<22>Nov 28 18:00:00 greycache: ") and its text,
// neither with a NUL byte.
struct SyslogMessage {
  std::string_view header;
  std::string_view text;
};

// Datagrams, or a stream where the socket is one: there a NUL byte ends each message, as with
// syslog(3). A socket that is gone is connected again by the next send().
class SyslogSocket {
 public:
  // Connects, where anybody listens there.
  explicit SyslogSocket(std::string path);

  // In their order; waits for a log daemon that is busy. How many were lost: no log daemon took
  // them, or they were too long for it.
  std::size_t send(std::span<const SyslogMessage> messages);

 private:
  bool connect();
  bool connect_as(int type);
  std::size_t send_some(std::span<const SyslogMessage> messages);
  std::size_t send_datagrams(std::span<const SyslogMessage> messages);
  std::size_t send_stream(std::span<const SyslogMessage> messages);

  std::string path_;
  FileDescriptor socket_;
  bool stream_ = false;
  std::string records_;  // of a stream, to be sent
};

}  // namespace greycache
