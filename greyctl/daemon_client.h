// Talks to a running daemon: a command on its control socket, a request on its policy socket.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

using ClientResult = tl::expected<std::string, std::string>;

// Sends `command` (one line, without its newline) and returns what follows the "ok" line; an
// "error:" answer, no answer within `patience` or no daemon is an error in words. `written_wrong`
// is set where the daemon says that the words of the command are what is wrong.
ClientResult run_command(const std::string& control_socket, std::string_view command,
                         std::chrono::milliseconds patience, bool* written_wrong = nullptr);

// At no recipient: answered DUNNO without a look at any store, and neither logged nor remembered.
inline constexpr std::string_view kIdleRequest =
    "request=smtpd_access_policy\nprotocol_state=CONNECT\nprotocol_name=ESMTP\n\n";

// Sends a policy request (lines ended by LF, closed by an empty line) and returns the action.
ClientResult ask_policy(const std::string& socket, std::string_view request,
                        std::chrono::milliseconds patience);

}  // namespace greycache
