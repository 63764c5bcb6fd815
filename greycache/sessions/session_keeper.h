// What a session needs of those who keep it.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>

#include "common/file_descriptor.h"

namespace greycache {

class Session;

// The loop's thread only.
class SessionKeeper {
 public:
  // Destroys the session once no code of it runs any more.
  virtual void retire(Session& session) = 0;
  // A connection that a helper handed over, with what it had read of it.
  virtual void adopt(FileDescriptor connection, std::string_view bytes) = 0;

  // What sessions read into. It is any session's in its turn: what must stay is moved away.
  virtual std::span<char> buffer() = 0;
  // The most bytes of a request.
  virtual std::size_t max_request() const = 0;
  // The time of this turn of the loop: a session needs no finer one.
  virtual std::chrono::steady_clock::time_point now() const = 0;

  // Logs and counts a request that is too long, or one that is a reply of the daemon's own.
  virtual void refused_request(std::size_t length) = 0;
  virtual void refused_reply() = 0;
  // Logs what a policy-helper has to say (common/helper_log.h).
  virtual void helper_said(std::string_view words) = 0;

 protected:
  ~SessionKeeper() = default;
};

}  // namespace greycache
