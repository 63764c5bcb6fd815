// The statements, and their rows.
#include "greycache/sqlite/sqlite_report.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <system_error>

#include "greycache/history/report_sql.h"

namespace greycache {

namespace {

using Value = Database::Value;

// The texts of a row are one, with tabs between: an array of them. What would end one is
// percent-encoded, as these texts are anyway.
const std::string& rows_sql() {
  static const std::string kSql = [] {
    std::string columns;
    for (std::size_t i = 0; i < kHistoryColumns.size(); ++i) {
      columns += fmt::format(", json_extract(texts, '$[{}]') as {}", i, kHistoryColumns[i].name);
    }
    return "(select at, delay" + columns +
           " from (select at, delay, '[\"' || replace(replace(replace(mail, '\\', '%5C'), '\"', "
           "'%22'), char(9), '\",\"') || '\"]' as texts from history))";
  }();
  return kSql;
}

// What is before the last '@' is cut off: the address without the letters behind it, which rtrim()
// takes away as a set of letters.
ReportDialect dialect() {
  return {rows_sql().c_str(), "?", "at", "at >= ?1",
          "case when instr({0}, '@') = 0 then '' else"
          " substr({0}, length(rtrim({0}, replace({0}, '@', ''))) + 1) end"};
}

// For the locks of others, which hold them for moments.
constexpr std::chrono::milliseconds kPatienceWithLocks{2000};

MailCounts counts_of(const Row& row, int column) {
  return {row.integer(column), row.integer(column + 1), row.integer(column + 2),
          row.integer(column + 3)};
}

std::string text_of(const Row& row, int column) {
  return std::string(row.text(column));
}

// A statement is kept by the address of its text.
const std::string& mails_sql(ReportBy by) {
  static const std::array<std::string, kReportBys> kAll{
      report_mails_sql(dialect(), ReportBy::organisation),
      report_mails_sql(dialect(), ReportBy::sender_domain),
      report_mails_sql(dialect(), ReportBy::recipient_domain)};
  return kAll[static_cast<std::size_t>(by)];
}

}  // namespace

SqliteReport::SqliteReport(const std::string& state_dir, std::chrono::milliseconds patience)
    : path_(state_dir + "/history.sqlite"), patience_(patience) {}

StoreResult<void> SqliteReport::each(std::string_view sql, const Database::RowCallback& row,
                                     Database::Values values) {
  std::error_code error;
  if (!database_ && !std::filesystem::exists(path_, error)) return {};
  if (!database_) {
    auto opened = Database::open(path_, Database::Synchronous::normal, kPatienceWithLocks);
    if (!opened) return tl::unexpected(opened.error());
    // What is sorted has no bound: in memory it would take 200 MB for a million rows.
    if (auto set = opened->script("pragma temp_store = file"); !set) return set;
    database_ = std::move(*opened);
  }
  database_->limit_time(patience_);
  return database_->each(sql, row, values);
}

StoreResult<std::vector<HostOutcome>> SqliteReport::hosts(const ReportQuestion& question) {
  static const std::string kSql = report_hosts_sql(dialect());
  std::vector<HostOutcome> all;
  const auto take = [&](const Row& row) {
    all.push_back(
        {text_of(row, 0), text_of(row, 1), row.integer(2), row.integer(3), row.integer(4)});
    return true;
  };
  const auto most = static_cast<std::int64_t>(kMostOfHosts);
  const auto done = each(kSql, take, {question.since, most});
  if (!done) return tl::unexpected(done.error());
  return all;
}

StoreResult<MailGroups> SqliteReport::mails(const ReportQuestion& question) {
  MailGroups all;
  const auto take = [&](const Row& row) {
    all.groups.push_back({text_of(row, 0), counts_of(row, 1), row.integer(5), row.integer(6)});
    all.all = counts_of(row, 7);
    all.number = row.integer(11);
    return true;
  };
  const auto done = each(mails_sql(question.by), take,
                         {question.since, question.now - question.max_connect_age,
                          static_cast<std::int64_t>(question.groups)});
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
  const auto done = each(kSql, take, {question.since, static_cast<std::int64_t>(question.waits)});
  if (!done) return tl::unexpected(done.error());
  return all;
}

}  // namespace greycache
