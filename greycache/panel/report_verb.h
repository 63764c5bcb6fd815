// "report": the three parts of a report, one after the other.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include <tl/expected.hpp>

#include "common/duration.h"
#include "greycache/control/control.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"

namespace greycache {

struct ReportAsked {
  std::int64_t days = 7;
  std::string by;  // organisation, sender-domain or recipient-domain

  auto operator<=>(const ReportAsked&) const = default;
};

tl::expected<ReportAsked, Fault> report_asked(const Question& question);

// {"site":...,"mails":...,"waits":...} as greyctl report --json has it; a part that fails is null
// where the first was there. `command` is that of the control socket.
void answer_report(const ReportAsked& asked, UnixTime now, const Control::Handler& command,
                   const Respond& respond);

}  // namespace greycache
