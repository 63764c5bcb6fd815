// A report, put together of the parts that the daemon answers one by one.
#pragma once

#include <functional>
#include <string>

#include "common/duration.h"
#include "greyctl/daemon_client.h"
#include "greyctl/report_options.h"

namespace greycache {

// Of the days up to `now`, as text or as one JSON object. `ask` sends a command to the daemon. What
// could not be had but for the first part is told in its place, and null in the object.
ClientResult report(const ReportOptions& options, bool json, UnixTime now,
                    const std::function<ClientResult(const std::string& command)>& ask);

}  // namespace greycache
