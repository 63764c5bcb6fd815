// Reading Postfix's logs for a command, and telling what they do not tell.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greyctl/trace/mail_log.h"

namespace greycache {

// What files told, and whether all of it was read.
struct LogReading {
  MailLog log;
  // Of sysexits.h: EX_OK, or of the first file that was not read to its end.
  int status;
};

// Reads the files ("-" is standard input), packed by gzip or not, in their order, as far as each
// can be read. `deferrals` are patterns, see DeferralWords. What is wrong is written to standard
// error. The error is an exit status of sysexits.h: EX_USAGE for a wrong pattern, EX_DATAERR where
// no line is one of Postfix's log, or that of the files where none has a line.
tl::expected<LogReading, int> read_logs(const std::vector<std::string>& files,
                                        const std::vector<std::string>& deferrals);

// Writes to standard error what was read, guessed and left out.
void tell_reading(const MailLog& log);

}  // namespace greycache
