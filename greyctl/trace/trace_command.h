// `greyctl trace`: a trace for `greyctl replay` from Postfix's log.
#pragma once

#include <string>
#include <vector>

namespace greycache {

// Reads the files ("-" is standard input) and writes the trace to standard output; on standard
// error what the log does not tell. `deferrals` are patterns, see DeferralWords. Returns an exit
// status of sysexits.h: EX_DATAERR where no line is one of Postfix's log.
int trace(const std::vector<std::string>& files, const std::vector<std::string>& deferrals);

}  // namespace greycache
