// Whoever asks the engine: a session of Postfix's, or a replay.
#pragma once

#include <string_view>

#include "common/policy_request.h"

namespace greycache {

// Has at most one request under way. The request stays as it is until answer() is called, exactly
// once for each submit(); answer() may be called inside submit().
class Asker {
 public:
  virtual const PolicyRequest& request() const = 0;
  // `action` is the access(5) action without "action=".
  virtual void answer(std::string_view action) = 0;

 protected:
  ~Asker() = default;
};

}  // namespace greycache
