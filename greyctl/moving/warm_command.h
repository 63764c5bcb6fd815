// `greyctl warm`: what Postfix's log tells of who is known, for a daemon that knows nobody yet.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/moving/moving_options.h"

namespace greycache {

// Decides the log's attempts in memory, as the daemon would have at their times (as `greyctl trace`
// and `greyctl replay` do), and hands what is remembered then to the running daemon. The opt
// tables do not count: it learns of every recipient. Returns an exit status of sysexits.h.
int warm(const Settings& settings, const WarmOptions& options);

}  // namespace greycache
