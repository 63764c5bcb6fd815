// `greyctl replay`: a trace in, an answer a line out.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/replay/replay_options.h"

namespace greycache {

// Writes each answer to standard output before it reads the next line; where a summary or a
// comparison is asked for, that alone, behind the last line. Stops at the first line that is wrong,
// and on SIGINT and SIGTERM; the namespace is dropped in any case. Returns an exit status of
// sysexits.h.
int replay(const Settings& settings, const ReplayOptions& options);

}  // namespace greycache
