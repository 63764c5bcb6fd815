// What a report reads, by the settings.
#pragma once

#include <memory>

#include "greycache/config/settings.h"
#include "greycache/history/report_store.h"

namespace greycache {

// For one report, of which no part takes longer than greyctl waits. A connection of its own, which
// is made at its first call. Throws StartError (start_error.h) where the address or the password
// file of PostgreSQL cannot be read.
std::unique_ptr<ReportStore> make_report_store(const Settings& settings);

}  // namespace greycache
