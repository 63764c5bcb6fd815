// What a program must give to run the suite of every report: report_suite.cpp is compiled into it,
// unchanged for both storages.
#pragma once

#include <memory>

#include "greycache/history/history_store.h"
#include "greycache/history/report_store.h"

namespace greycache {

// Defined by each program. A history without any row; what an earlier one held is gone.
std::unique_ptr<HistoryStore> fresh_history();
// A report on what fresh_history() made last.
std::unique_ptr<ReportStore> report_of_history();

}  // namespace greycache
