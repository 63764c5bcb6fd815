// The statements, asked one at a time, and their rows.
#include "greycache/postgres/postgres_report.h"

#include "greycache/history/report_sql.h"
#include "greycache/postgres/fact_rows.h"
#include "greycache/postgres/session.h"

namespace greycache {

namespace {

constexpr ReportDialect kDialect{"history",
                                 "$",
                                 "extract(epoch from at)::int8",
                                 "at >= to_timestamp($1)",
                                 "coalesce(substring({} from '@([^@]*)$'), '')",
                                 ""};

// What is grouped fits into memory, and to compile a statement takes as long as to run it.
constexpr const char* kSettings =
    "select set_config('work_mem', '64MB', false), set_config('jit', 'off', false)";

MailCounts counts_of(const Rows& rows, int row, int column) {
  return {rows.number(row, column), rows.number(row, column + 1), rows.number(row, column + 2),
          rows.number(row, column + 3), rows.number(row, column + 4)};
}

}  // namespace

StoreResult<Rows> PostgresReport::ask(const std::string& sql, Parameters parameters) {
  const auto deadline = [this] {
    return std::chrono::steady_clock::now() + settings_.statement_timeout;
  };
  if (!connection_.connected()) {
    if (const auto opened = connect_session(connection_, settings_); !opened) {
      connection_.close();
      return tl::unexpected(opened.error());
    }
    const auto set = connection_.execute({kSettings, {}}, deadline());
    if (!set) return tl::unexpected(set.error());
  }
  return connection_.execute({sql.c_str(), std::move(parameters)}, deadline());
}

StoreResult<std::vector<HostOutcome>> PostgresReport::hosts(const ReportQuestion& question) {
  const auto rows =
      ask(report_hosts_sql(kDialect),
          Parameters().add(storable_time(question.since)).add(limit_of(ReportStore::kMostOfHosts)));
  if (!rows) return tl::unexpected(rows.error());
  std::vector<HostOutcome> all;
  for (int i = 0; i < rows->size(); ++i) {
    all.push_back({std::string(rows->text(i, 0)), std::string(rows->text(i, 1)), rows->number(i, 2),
                   rows->number(i, 3), rows->number(i, 4)});
  }
  return all;
}

StoreResult<MailGroups> PostgresReport::mails(const ReportQuestion& question) {
  const auto rows =
      ask(report_mails_sql(kDialect, question.by), Parameters()
                                                       .add(storable_time(question.since))
                                                       .add(question.now - question.max_connect_age)
                                                       .add(limit_of(question.groups)));
  if (!rows) return tl::unexpected(rows.error());
  MailGroups all;
  for (int i = 0; i < rows->size(); ++i) {
    MailGroup group{std::string(rows->text(i, 0)), counts_of(*rows, i, 1), rows->number(i, 6),
                    rows->number(i, 7)};
    all.all = counts_of(*rows, i, 8);
    all.number = rows->number(i, 13);
    if (group.mails.waited > 0) all.groups.push_back(std::move(group));
  }
  return all;
}

StoreResult<std::vector<LongWait>> PostgresReport::waits(const ReportQuestion& question) {
  const auto rows =
      ask(report_waits_sql(kDialect),
          Parameters().add(storable_time(question.since)).add(limit_of(question.waits)));
  if (!rows) return tl::unexpected(rows.error());
  std::vector<LongWait> all;
  for (int i = 0; i < rows->size(); ++i) {
    all.push_back({last_of_wait(rows->text(i, 0)), rows->number(i, 1), rows->number(i, 2),
                   rows->number(i, 3) != 0, rows->number(i, 4), rows->number(i, 5),
                   rows->number(i, 6), rows->number(i, 7)});
  }
  return all;
}

}  // namespace greycache
