// One line of a trace: when something was asked, and what.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/duration.h"
#include "common/policy_request.h"

namespace greycache {

// {"at": unix seconds, "request": {attribute: value}}, and perhaps "logged": "accepted" where the
// host whose log it is has let the mail in; other members are ignored. Values are
// strings, or numbers, which count as their text. Not copyable: the request's views point into the
// object. Reuses its memory from line to line.
class TraceLine {
 public:
  TraceLine() = default;
  TraceLine(const TraceLine&) = delete;
  TraceLine& operator=(const TraceLine&) = delete;

  // The error says what is wrong with the line. A request without a `request` attribute counts as
  // an smtpd_access_policy one, and without a client's name it is "unknown", as Postfix has it.
  tl::expected<void, std::string> parse(std::string_view json);

  UnixTime at() const { return *at_; }
  bool was_accepted() const { return was_accepted_; }
  const PolicyRequest& request() const { return request_; }

 private:
  std::optional<UnixTime> at_;
  bool was_accepted_ = false;
  std::string attributes_;  // "name=value" lines
  PolicyRequest request_;
};

}  // namespace greycache
