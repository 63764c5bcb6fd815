// Finds the time, the program and the text of a log line, whoever wrote it.
#pragma once

#include <optional>
#include <string_view>

#include "greycache/maillog/log_time.h"

namespace greycache {

// What one of Postfix's programs has said.
struct LogEntry {
  std::string_view program;  // "smtpd"
  std::string_view text;
};

struct LogLine {
  LogTime time;
  std::optional<LogEntry> entry;  // nothing: not of Postfix
};

// "TIME HOST postfix/smtpd[123]: text" in any form of LogTimes, that of RFC 5424 ("TIME HOST
// postfix/smtpd 123 - - text") included; the host may be missing. In front may stand what the tools
// of containers and grep put there ("mail    | ", "mail.log:12:", "[pod/mail] "), and a time of
// theirs, which then counts. Nothing where no time is found.
//
// A client's own words stand behind the program's name only, so no time is looked for there.
std::optional<LogLine> read_log_line(std::string_view line, LogTimes& times);

}  // namespace greycache
