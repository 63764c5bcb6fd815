// How severe a log line is.
#pragma once

namespace greycache {

// Severities of syslog(3), by the numbers it has for them.
enum class LogLevel { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

}  // namespace greycache
