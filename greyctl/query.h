// A policy request made from words on the command line.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace greycache {

// Lines "KEY=VALUE" behind those that every request has (request, protocol_state=RCPT,
// protocol_name), which the words may replace. A word without '=' or with a line break or NUL in it
// is an error in words.
tl::expected<std::string, std::string> policy_request_of(const std::vector<std::string>& words);

}  // namespace greycache
