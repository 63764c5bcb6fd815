// The parts of a report as JSON, a line each.
#pragma once

#include <span>
#include <string>

#include "greycache/control/report_text.h"

namespace greycache {

// Objects; the waits are an array. Without a history what waited is null.
std::string hosts_json(std::span<const HostFigures> figures, UnixTime since, bool kept = true);
std::string mails_json(const MailGroups& mails, ReportBy by);
std::string waits_json(std::span<const AdvisedWait> waits);

}  // namespace greycache
