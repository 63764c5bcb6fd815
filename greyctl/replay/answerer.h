// Whoever answers the requests of a trace.
#pragma once

#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "common/policy_request.h"
#include "greycache/policy/decide.h"

namespace greycache {

// What was answered to one line.
struct ReplayAnswer {
  std::string action;
  Outcome outcome = Outcome::in_doubt;
  UnixTime delay = 0;       // of a reconnect
  std::optional<int> rule;  // of discrimination
  std::string src;          // empty where the outcome needed no store

  // {"action": ..., "outcome": ..., "delay": seconds or null, "rule": number or null, "src": text
  // or null}, without a line end.
  std::string json() const;
};

// Blocking, one thread.
class Answerer {
 public:
  virtual ~Answerer() = default;

  // Decides one request as the daemon would at that time, and remembers what it would. An error is
  // a sentence about the store; the replay ends with it.
  virtual tl::expected<ReplayAnswer, std::string> ask(const PolicyRequest& request,
                                                      UnixTime at) = 0;

  // Called once after the last request: brings what was remembered where it belongs.
  virtual tl::expected<void, std::string> finish() { return {}; }
};

}  // namespace greycache
