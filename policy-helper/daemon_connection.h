// The connection to the daemon over which requests are relayed.
#pragma once

#include <string_view>

#include "common/deadline.h"
#include "common/file_descriptor.h"
#include "policy-helper/message_buffer.h"

namespace greycache {

class DaemonConnection {
 public:
  // `path` must outlive the object.
  explicit DaemonConnection(const char* path) : path_(path) {}

  // Sends one complete request and waits for its complete reply, its empty line included.
  // Connects where there is no connection, and connects and sends again where one breaks
  // (requests are idempotent), until the deadline: then empty, and failure() says why. The reply
  // is valid until the next call. After an empty one there is no connection left on which a late
  // reply could come.
  std::string_view exchange(std::string_view request, const Deadline& deadline);

  // Why the last attempt of exchange() failed, for the log.
  const char* failure() const { return failure_; }

 private:
  bool ready();
  bool has_unasked();
  std::string_view attempt(std::string_view request, const Deadline& deadline);
  std::string_view read_reply(const Deadline& deadline);
  std::string_view fail(const char* reason);

  const char* path_;
  const char* failure_ = "";
  FileDescriptor socket_;
  ReplyBuffer reply_;
};

}  // namespace greycache
