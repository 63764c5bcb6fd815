// `greyctl trace`: a trace for `greyctl replay` from Postfix's log.
#include "greyctl/trace/trace_command.h"

#include "common/program_output.h"
#include "greyctl/trace/log_reading.h"

namespace greycache {

int trace(const std::vector<std::string>& files, const std::vector<std::string>& deferrals) {
  auto reading = read_logs(files, deferrals);
  if (!reading) return reading.error();
  for (const LoggedAttempt& attempt : reading->log.take_attempts()) {
    if (!print_out("{}\n", attempt.json())) break;
  }
  tell_reading(reading->log);
  return reading->status;
}

}  // namespace greycache
