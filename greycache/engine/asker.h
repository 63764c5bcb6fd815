// Whoever asks the engine: a session of Postfix's, or a replay.
#pragma once

#include <cstdint>

#include "common/action.h"
#include "common/policy_request.h"

namespace greycache {

struct Pending;

// Has at most one request under way. The request stays as it is until answer() is called, exactly
// once for each submit(); answer() may be called inside submit().
class Asker {
 public:
  virtual const PolicyRequest& request() const = 0;
  virtual void answer(const Action& action) = 0;

  // Differs for each asker of this process.
  std::uint64_t serial() const { return serial_; }

  // The engine's note of the request that is under way.
  Pending* pending = nullptr;

 protected:
  ~Asker() = default;

 private:
  static inline std::uint64_t last_serial = 0;
  std::uint64_t serial_ = ++last_serial;
};

}  // namespace greycache
