// Postfix's log, which `greyctl trace` reads and `greyctl explain` takes lines of.
#pragma once

#include <cstdint>
#include <string>

#include "greyctl/doctor/findings.h"

namespace greycache {

struct LogFacts {
  std::string path;              // empty: none of the usual files is there
  bool to_output = false;        // Postfix writes to /dev/stdout
  int error = 0;                 // the errno where it cannot be read
  std::int64_t silent_days = 0;  // since the last line was written
  std::int64_t lines = 0;        // that were looked at, from its end
  std::int64_t of_postfix = 0;   // of them
};

Findings log_findings(const LogFacts& log);

}  // namespace greycache
