// The end of Postfix's log, read as `greyctl trace` does.
#pragma once

#include <string>

#include "greyctl/doctor/findings.h"

namespace greycache {

// `maillog_file` is Postfix's setting; where it is empty the usual files of syslog are looked for.
Findings look_at_log_file(const std::string& maillog_file);

}  // namespace greycache
