// "report": the three parts of a report, one after the other.
#pragma once

#include <string>

#include "common/duration.h"
#include "greycache/control/control.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"

namespace greycache {

// {"site":...,"mails":...,"waits":...} as greyctl report --json has it; a part that fails is null
// where the first was there. `command` is that of the control socket.
void answer_report(const Question& question, UnixTime now, const Control::Handler& command,
                   const Respond& respond);

}  // namespace greycache
