// Log lines as syslog(3) writes them.
#pragma once

#include <syslog.h>

#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "common/log.h"

namespace greycache {

// To the log daemon's socket, facility mail, as "ident: line" (sqlgrey-logstats does not read a
// process id). A line ends before its first NUL byte. Lines that no log daemon takes are lost.
// For one thread, that of a BackgroundLog.
std::unique_ptr<LogSink> make_syslog_sink(const std::string& ident,
                                          const std::string& socket = _PATH_LOG);

// "<22>Nov 28 18:00:00 ident: ", in local time, as glibc has it.
std::string syslog_header(LogLevel level, std::time_t now, std::string_view ident);

}  // namespace greycache
