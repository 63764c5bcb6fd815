// Opens the connections that requests go over.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "common/file_descriptor.h"

namespace greycache {

// Where the service is: one of the three is set.
struct Target {
  std::string socket;                // path of a unix socket
  std::string tcp;                   // numeric "address:port", or "[address]:port"
  std::vector<std::string> command;  // a helper started for each connection
};

// A helper is started as spawn(8) does: its standard input, output and error are one end of a
// socket pair.
class Connector {
 public:
  explicit Connector(Target target) : target_(std::move(target)) {}
  ~Connector() { end_helpers(); }
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  // A connected non-blocking socket. Throws std::system_error or std::runtime_error.
  FileDescriptor open();
  // Ends the helpers, whose connections should be closed by now, and returns their CPU seconds.
  double end_helpers();

 private:
  FileDescriptor open_unix() const;
  FileDescriptor open_tcp() const;
  FileDescriptor start_helper();

  Target target_;
  std::vector<pid_t> helpers_;
};

}  // namespace greycache
