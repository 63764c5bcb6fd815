// Where the facts of somebody who moves in go.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "greycache/policy/fact.h"

namespace greycache {

// Why no more facts are taken, in words. What was acknowledged until then stays.
struct SinkError {
  std::string why;
};

// Takes facts in any order, copies too: they merge with what is there. They have to be sound
// (policy/sound_fact.h). After an error nothing more is to be put; the whole may be put again from
// the beginning, since twice is the same as once.
class FactSink {
 public:
  virtual ~FactSink() = default;

  // Takes a fact, which may wait for others before it is handed on. Blocks while the receiver has
  // more than it can take.
  virtual tl::expected<void, SinkError> put(Fact fact) = 0;

  // Hands on what waits. Without an error all that was put is safe, as an acknowledged change is.
  virtual tl::expected<void, SinkError> finish() = 0;
};

}  // namespace greycache
