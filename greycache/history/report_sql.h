// The statements of a report, for PostgreSQL and SQLite alike.
#pragma once

#include <string>

#include "greycache/history/report_store.h"

namespace greycache {

// What the two do not write alike.
struct ReportDialect {
  const char* rows;       // what has the columns of HistoryRow
  const char* parameter;  // what stands before its number
  const char* at;         // history.at in Unix seconds
  const char* since;      // history.at is not before parameter 1
  const char* domain;     // of the address in column {}: behind its last '@', '' without one
  const char* fence;      // behind a select whose columns are to be made before they are sorted
};

// The same for each row of the history: mx, outcome, delay as HostOutcome has it, at. Parameter is
// 1 since.
std::string report_host_rows_sql(const ReportDialect& dialect);

// Parameters are 1 since, 2 the most rows. Columns are those of HostOutcome.
std::string report_hosts_sql(const ReportDialect& dialect);

// Parameters are 1 since, 2 when a wait that has not begun yet is none any more (now less
// max_connect_age), 3 the most groups. Columns are those of MailGroup, then of MailGroups.
std::string report_mails_sql(const ReportDialect& dialect, ReportBy by);

// Parameters are 1 since, 2 the most mails. Columns are those of LongWait; the first holds `last`
// (see last_of_wait()).
std::string report_waits_sql(const ReportDialect& dialect);

// `joined`: at and the texts of the row, with a blank between each and the next.
HistoryRow last_of_wait(std::string_view joined);

}  // namespace greycache
