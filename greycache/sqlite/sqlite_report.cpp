// The statements, and their rows.
#include "greycache/sqlite/sqlite_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <system_error>
#include <tuple>

#include "greycache/history/report_sql.h"
#include "greycache/policy/ages.h"
#include "greycache/sqlite/history_scan.h"
#include "greycache/sqlite/sqlite_history.h"

namespace greycache {

namespace {

using Value = Database::Value;

// Host, outcome and step of the delay.
using HostStep = std::tuple<std::string, std::string, UnixTime>;
using HostStepView = std::tuple<std::string_view, std::string_view, UnixTime>;

// The texts of a row are one, with tabs between. Parameter 4 is the first row's number: rows stand
// nearly in the order of time, so that fewer days are less to read.
const std::string& rows_sql() {
  static const std::string kSql = [] {
    std::string columns;
    for (std::size_t i = 0; i < kHistoryColumns.size(); ++i) {
      columns += fmt::format(", field(mail, {}) as {}", i, kHistoryColumns[i].name);
    }
    return "(select at, delay" + columns + " from history where number >= ?4)";
  }();
  return kSql;
}

ReportDialect dialect() {
  return {rows_sql().c_str(), "?", "at", "at >= ?1", "domain_of({})", " limit -1"};
}

// For what is sorted, before it goes to a file (KiB).
constexpr const char* kPragmas = "pragma temp_store = file; pragma cache_size = -32768";

// For the locks of others, which hold them for moments.
constexpr std::chrono::milliseconds kReportPatience{2000};

MailCounts counts_of(const Row& row, int column) {
  return {row.integer(column), row.integer(column + 1), row.integer(column + 2),
          row.integer(column + 3), row.integer(column + 4)};
}

std::string column_text(const Row& row, int column) {
  return std::string(row.text(column));
}

// A statement is kept by the address of its text.
const std::string& mails_sql(ReportBy by) {
  static const std::array<std::string, kReportBys> kByKey{
      report_mails_sql(dialect(), ReportBy::organisation),
      report_mails_sql(dialect(), ReportBy::sender_domain),
      report_mails_sql(dialect(), ReportBy::recipient_domain)};
  return kByKey[static_cast<std::size_t>(by)];
}

}  // namespace

SqliteReport::SqliteReport(const std::string& state_dir, std::chrono::milliseconds patience)
    : path_(state_dir + "/history.sqlite"), patience_(patience) {}

StoreResult<void> SqliteReport::each(std::string_view sql, const Database::RowCallback& row,
                                     Database::Values values) {
  std::error_code error;
  if (!database_ && !std::filesystem::exists(path_, error)) return {};
  if (!database_) {
    auto opened = Database::open(path_, Database::Synchronous::normal, kReportPatience);
    if (!opened) return tl::unexpected(opened.error());
    // What is sorted has no bound: in memory it would take 200 MB for a million rows.
    if (auto set = opened->script(kPragmas); !set) return set;
    if (auto known = check_history_version(*opened); !known) return known;
    if (auto added = opened->add_functions(); !added) return added;
    database_ = std::move(*opened);
  }
  database_->limit_time(patience_);
  return database_->each(sql, row, values);
}

StoreResult<std::int64_t> SqliteReport::first_row(UnixTime since) {
  const EachRow each_row = [this](std::string_view sql, const Database::RowCallback& row,
                                  Database::Values values) { return each(sql, row, values); };
  return first_row_since(each_row, since - kClocksApart);
}

// Added up here: SQLite would sort all rows for some thousand groups.
StoreResult<std::vector<HostOutcome>> SqliteReport::hosts(const ReportQuestion& question) {
  static const std::string kSql = report_host_rows_sql(dialect());
  std::map<HostStep, HostOutcome, std::less<>> groups;
  const auto take = [&](const Row& row) {
    const HostStepView step{row.text(0), row.text(1), row.integer(2)};
    auto found = groups.find(step);
    if (found == groups.end() && groups.size() >= kMostOfHosts) return true;
    const UnixTime at = row.integer(3);
    if (found == groups.end()) {
      HostStep name{std::string(row.text(0)), std::string(row.text(1)), row.integer(2)};
      const auto& [mx, outcome, delay] = name;
      HostOutcome fresh{mx, outcome, delay, 0, at};
      found = groups.emplace(std::move(name), std::move(fresh)).first;
    }
    ++found->second.rows;
    found->second.first_at = std::min(found->second.first_at, at);
    return true;
  };
  const auto first = first_row(question.since);
  if (!first) return tl::unexpected(first.error());
  const auto done = each(kSql, take, {question.since, std::int64_t{0}, std::int64_t{0}, *first});
  if (!done) return tl::unexpected(done.error());
  std::vector<HostOutcome> all;
  for (auto& [name, group] : groups) all.push_back(std::move(group));
  return all;
}

StoreResult<MailGroups> SqliteReport::mails(const ReportQuestion& question) {
  MailGroups all;
  const auto take = [&](const Row& row) {
    MailGroup group{column_text(row, 0), counts_of(row, 1), row.integer(6), row.integer(7)};
    all.all = counts_of(row, 8);
    all.number = row.integer(13);
    if (group.mails.waited > 0) all.groups.push_back(std::move(group));
    return true;
  };
  const auto first = first_row(question.since);
  if (!first) return tl::unexpected(first.error());
  const auto done = each(mails_sql(question.by), take,
                         {question.since, question.now - question.max_connect_age,
                          static_cast<std::int64_t>(question.groups), *first});
  if (!done) return tl::unexpected(done.error());
  return all;
}

StoreResult<std::vector<LongWait>> SqliteReport::waits(const ReportQuestion& question) {
  static const std::string kSql = report_waits_sql(dialect());
  std::vector<LongWait> all;
  const auto take = [&](const Row& row) {
    all.push_back({last_of_wait(row.text(0)), row.integer(1), row.integer(2), row.integer(3) != 0,
                   row.integer(4), row.integer(5), row.integer(6), row.integer(7)});
    return true;
  };
  const auto first = first_row(question.since);
  if (!first) return tl::unexpected(first.error());
  const auto done =
      each(kSql, take,
           {question.since, static_cast<std::int64_t>(question.waits), std::int64_t{0}, *first});
  if (!done) return tl::unexpected(done.error());
  return all;
}

}  // namespace greycache
