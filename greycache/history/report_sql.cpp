// One text for both, since what is summed up must not depend on the storage.
#include "greycache/history/report_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace greycache {

namespace {

// Not those of a mail that goes on.
constexpr const char* kWaits = "outcome in ('new', 'early', 'throttled')";

// Who tries less often than each half day is no mail server that waits (seconds).
constexpr int kRarestRetry = 43200;

// What LongWait::last is made of, in this order behind at.
constexpr std::array<HistoryColumn, 8> kLastColumns{{
    {"mx", &HistoryRow::mx},
    {"reference", &HistoryRow::reference},
    {"client_address", &HistoryRow::client_address},
    {"client_name", &HistoryRow::client_name},
    {"sender", &HistoryRow::sender},
    {"recipient", &HistoryRow::recipient},
    {"src", &HistoryRow::src},
    {"organisation", &HistoryRow::organisation},
}};

std::string group_of(const ReportDialect& dialect, ReportBy by) {
  if (by == ReportBy::organisation) return "organisation";
  return fmt::format(fmt::runtime(dialect.domain),
                     by == ReportBy::sender_domain ? "sender" : "recipient");
}

// The rows of the time of the report. What is one mail is told by its reference.
std::string lines(const ReportDialect& dialect, const std::string& more_columns) {
  return fmt::format(
      "line as (select {} as at, delay, outcome, src,"
      " case when reference <> '' then reference else sender || ' ' || recipient || ' ' || src end"
      " as mail{} from {} where {})",
      dialect.at, more_columns, dialect.rows, dialect.since);
}

}  // namespace

std::string report_hosts_sql(const ReportDialect& dialect) {
  return fmt::format(
      "select mx, outcome,"
      " case when outcome <> 'reconnect' then 0"
      " when delay < 600 then delay"
      " when delay < 86400 then (delay + 59) / 60 * 60"
      " else (delay + 3599) / 3600 * 3600 end,"
      " count(*), min({}) from {} where {}"
      " group by 1, 2, 3 order by 1, 2, 3 limit {}2",
      dialect.at, dialect.rows, dialect.since, dialect.parameter);
}

std::string report_mails_sql(const ReportDialect& dialect, ReportBy by) {
  const std::string columns = fmt::format(
      ", {} as name, case when organisation = '' then src else organisation end as source, {} as"
      " domain",
      group_of(dialect, by), group_of(dialect, ReportBy::sender_domain));
  // An early retry says how old its mail is.
  return fmt::format(
      "with {0}, mail as ("
      "select min(name) as name, min(source) as source, min(domain) as domain,"
      " max(case when outcome = 'early' then at - delay else at end) as began,"
      " max(case when {1} then 0 else 1 end) as passed,"
      " max(case when {1} then 0 else delay end) as delay"
      " from line group by mail"
      "), known as (select distinct source, domain from mail where passed = 1"
      "), judged as ("
      "select mail.name, mail.passed, mail.delay,"
      " case when mail.passed = 0 and known.source is null and mail.began < {2}2 then 1 else 0 end"
      " as never,"
      " case when mail.passed = 0 and known.source is null and mail.began >= {2}2 then 1 else 0 end"
      " as waits"
      " from mail left join known on known.source = mail.source and known.domain = mail.domain"
      "), grouped as ("
      "select name, count(*) as waited, sum(passed) as passed, sum(never) as never,"
      " sum(waits) as waits, sum(delay) as delay, max(delay) as longest from judged group by name"
      ") select name, waited, passed, never, waits, delay, longest,"
      " sum(waited) over (), sum(passed) over (), sum(never) over (), sum(waits) over (),"
      " count(*) over ()"
      " from grouped order by passed desc, waited desc, name limit {2}3",
      lines(dialect, columns), kWaits, dialect.parameter);
}

std::string report_waits_sql(const ReportDialect& dialect) {
  std::string last = "cast(at as text)";
  std::string columns;
  for (const HistoryColumn& column : kLastColumns) {
    last += fmt::format(" || ' ' || {}", column.name);
    if (std::string_view(column.name) != "src") columns += fmt::format(", {}", column.name);
  }
  // The greatest of texts that begin with the time is the last.
  return fmt::format(
      "with {0}, mail as ("
      "select max({1}) as last, min(at) as began, max(at) - min(at) as between_both,"
      " max(case when {2} then 0 else 1 end) as passed,"
      " max(case when {2} then 0 else delay end) as delay,"
      " count(*) as attempts,"
      " sum(case when outcome = 'new' then 1 else 0 end) as first_attempts,"
      " sum(case when outcome = 'throttled' then 1 else 0 end) as throttled,"
      " count(distinct src) as sources"
      " from line group by mail"
      "), dense as ("
      "select *, case when between_both <= {3} * (attempts - 1) then 1 else 0 end as is_dense"
      " from mail"
      "), waited as ("
      "select *, case when is_dense = 1 and between_both > delay then between_both else delay end"
      " as seconds from dense where passed = 1 or (attempts > 1 and is_dense = 1)"
      ") select last, began, seconds, passed, attempts, first_attempts, throttled, sources"
      " from waited order by seconds desc, last limit {4}2",
      lines(dialect, columns), last, kWaits, kRarestRetry, dialect.parameter);
}

HistoryRow last_of_wait(std::string_view joined) {
  const auto take = [&joined] {
    const std::string_view part = joined.substr(0, joined.find(' '));
    joined.remove_prefix(std::min(joined.size(), part.size() + 1));
    return part;
  };
  HistoryRow row;
  const std::string_view at = take();
  std::from_chars(at.data(), at.data() + at.size(), row.at);
  for (const HistoryColumn& column : kLastColumns) row.*column.text = take();
  return row;
}

}  // namespace greycache
