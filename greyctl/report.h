// A report, put together of the parts that the daemon answers one by one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "common/duration.h"
#include "greyctl/daemon_client.h"
#include "greyctl/report_options.h"

namespace greycache {

struct Report {
  std::string text;                  // or one JSON object; what is missing is told, or null, there
  std::vector<std::string> missing;  // a sentence for each part that could not be had
};

// What it asks the daemon by, and waits a moment for another report to end; false: long enough.
struct ReportSource {
  std::function<ClientResult(const std::string& command)> ask;
  std::function<bool()> pause;
};

// Of the days up to `now`. Without the first part there is none: the error says why. For the others
// another report that came between is waited for.
tl::expected<Report, std::string> report(const ReportOptions& options, bool json, UnixTime now,
                                         const ReportSource& source);

}  // namespace greycache
