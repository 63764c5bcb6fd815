// All rows of a choice's opt tables, asked for page by page.
#pragma once

#include <functional>
#include <string>

#include "greyctl/daemon_client.h"

namespace greycache {

// `choice` is "optin" or "optout"; `ask` sends a command to the daemon. Each table with the number
// of its rows, then advice where there is some. A page holds some thousands of rows, so that
// neither the daemon nor a connection has all at a time.
ClientResult opt_listing(const std::string& choice,
                         const std::function<ClientResult(const std::string& command)>& ask);

}  // namespace greycache
