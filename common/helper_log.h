// How policy-helper's words come into the daemon's log where its host has no syslog socket.
#pragma once

#include <string_view>

namespace greycache {

// A request on the policy socket with this in `request` and a line in `words`. It has no answer:
// the helper does not wait for one.
inline constexpr std::string_view kHelperLogRequest = "policy_helper_log";
inline constexpr std::string_view kHelperLogWords = "words";

}  // namespace greycache
