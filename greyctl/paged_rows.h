// Rows that the daemon answers page by page.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greyctl/daemon_client.h"

namespace greycache {

// Sends a command to the daemon.
using AskDaemon = std::function<ClientResult(const std::string& line)>;

// Asks by `command` and the words behind which the next page begins (`first` for the first one),
// until there is none; calls `row` with each line of a page that begins with two blanks, without
// them. Whoever has had enough returns false. What stands behind the last page is returned.
ClientResult each_row(const std::string& command, const std::string& first, const AskDaemon& ask,
                      const std::function<bool(std::string_view row)>& row);

// All of them: a line each, `none` where there are none; or one JSON array.
ClientResult listing_text(const std::string& command, const std::string& first,
                          const AskDaemon& ask, const std::string& none);
ClientResult listing_json(const std::string& command, const std::string& first,
                          const AskDaemon& ask);

}  // namespace greycache
