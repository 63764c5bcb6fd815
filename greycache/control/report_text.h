// The parts of a report in words.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "greycache/history/host_figures.h"
#include "greycache/history/report_store.h"

namespace greycache {

// How much waited, came back and passed: of all hosts, and of each. `figures` as host_figures()
// makes them; `kept`: there is a history, which alone knows what waited.
std::string hosts_text(std::span<const HostFigures> figures, UnixTime since, UnixTime now,
                       bool kept = true);

// What became of the mails that waited, and whose they were.
std::string mails_text(const MailGroups& mails, ReportBy by);

// A wait, and what an administrator could do about it.
struct AdvisedWait {
  LongWait wait;
  std::vector<std::string> advice;
};
std::string waits_text(std::span<const AdvisedWait> waits);

}  // namespace greycache
