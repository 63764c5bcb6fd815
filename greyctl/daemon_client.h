// Talks to a running daemon: a command on its control socket, a request on its policy socket.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

using ClientResult = tl::expected<std::string, std::string>;

// Sends `command` (one line, without its newline) and returns what follows the "ok" line; an
// "error:" answer, no answer within `patience` or no daemon is an error in words.
ClientResult run_command(const std::string& control_socket, std::string_view command,
                         std::chrono::milliseconds patience);

// Sends a policy request (lines ended by LF, closed by an empty line) and returns the action.
ClientResult ask_policy(const std::string& socket, std::string_view request,
                        std::chrono::milliseconds patience);

}  // namespace greycache
