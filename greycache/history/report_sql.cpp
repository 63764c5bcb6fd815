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
std::string lines(const ReportDialect& dialect, const char* name, const std::string& columns,
                  const char* fence = "") {
  return fmt::format(
      "{} as (select"
      " case when reference <> '' then reference else sender || ' ' || recipient || ' ' || src end"
      " as mail, outcome{} from {} where {}{})",
      name, columns, dialect.rows, dialect.since, fence);
}

// Who is let through (Outcome::expected) at the first attempt has not waited; who was let through
// after it waited since that one.
constexpr const char* kMail =
    "min(at) as first_at, max(at) - min(at) as between_both,"
    " max(case when {waits} then 1 else 0 end) as waited,"
    " max(case when {waits} then 0 else 1 end) as passed,"
    " max(case when {waits} then 0 else delay end) as said_delay,"
    " max(case when {waits} then 0 else at end) as passed_at";
constexpr const char* kAtOnce = "passed = 1 and waited = 0 and said_delay = 0";
constexpr const char* kDelay =
    "case when passed = 1 and waited = 1 and said_delay = 0 and passed_at > first_at"
    " then passed_at - first_at else said_delay end";

std::string mail_columns() {
  return fmt::format(fmt::runtime(kMail), fmt::arg("waits", kWaits));
}

}  // namespace

std::string report_host_rows_sql(const ReportDialect& dialect) {
  return fmt::format(
      "select mx, outcome,"
      " case when outcome <> 'reconnect' then 0"
      " when delay < 600 then delay"
      " when delay < 86400 then (delay + 59) / 60 * 60"
      " else (delay + 3599) / 3600 * 3600 end as step, {} as at from {} where {}",
      dialect.at, dialect.rows, dialect.since);
}

std::string report_hosts_sql(const ReportDialect& dialect) {
  return fmt::format(
      "select mx, outcome, step, count(*), min(at) from ({}) as line"
      " group by 1, 2, 3 order by 1, 2, 3 limit {}2",
      report_host_rows_sql(dialect), dialect.parameter);
}

std::string report_mails_sql(const ReportDialect& dialect, ReportBy by) {
  const std::string columns = fmt::format(
      ", {} as at, delay, {} as name,"
      " case when organisation = '' then src else organisation end as source, {} as domain",
      dialect.at, group_of(dialect, by), group_of(dialect, ReportBy::sender_domain));
  // An early retry says how old its mail is.
  return fmt::format(
      "with {lines}, mail as ("
      "select min(name) as name, min(source) as source, min(domain) as domain,"
      " max(case when outcome = 'early' then at - delay else at end) as began, {mail}"
      " from line group by mail"
      "), known as (select distinct source, domain from mail where passed = 1"
      "), judged as ("
      "select mail.name, mail.passed, {delay} as delay,"
      " case when {at_once} then 1 else 0 end as at_once,"
      " case when mail.passed = 0 and known.source is null and mail.began < {p}2 then 1 else 0 end"
      " as never,"
      " case when mail.passed = 0 and known.source is null and mail.began >= {p}2 then 1 else 0 end"
      " as waits"
      " from mail left join known on known.source = mail.source and known.domain = mail.domain"
      "), grouped as ("
      "select name, sum(1 - at_once) as waited, sum(passed - at_once) as passed,"
      " sum(never) as never, sum(waits) as waits, sum(at_once) as at_once, sum(delay) as delay,"
      " max(delay) as longest from judged group by name"
      ") select name, waited, passed, never, waits, at_once, delay, longest,"
      " sum(waited) over (), sum(passed) over (), sum(never) over (), sum(waits) over (),"
      " sum(at_once) over (), sum(case when waited > 0 then 1 else 0 end) over ()"
      " from grouped order by passed desc, waited desc, name limit {p}3",
      fmt::arg("lines", lines(dialect, "line", columns, dialect.fence)),
      fmt::arg("mail", mail_columns()), fmt::arg("delay", kDelay), fmt::arg("at_once", kAtOnce),
      fmt::arg("p", dialect.parameter));
}

// First the mails are found by numbers alone, then what is to be told of these few is read.
std::string report_waits_sql(const ReportDialect& dialect) {
  const std::string at = fmt::format(", {} as at", dialect.at);
  std::string last = "cast(at as text)";
  std::string texts = at;
  for (const HistoryColumn& column : kLastColumns) {
    last += fmt::format(" || ' ' || {}", column.name);
    texts += fmt::format(", {}", column.name);
  }
  // The greatest of texts that begin with the time is the last.
  return fmt::format(
      "with {lines}, mail as ("
      "select mail, count(*) as attempts, {mail} from line group by mail"
      "), judged as ("
      "select mail, attempts, first_at, passed, between_both, {delay} as delay,"
      " case when between_both <= {rarest} * (attempts - 1) then 1 else 0 end as is_dense"
      " from mail where not ({at_once})"
      "), waited as ("
      "select *, case when is_dense = 1 and between_both > delay then between_both else delay end"
      " as seconds from judged where passed = 1 or (attempts > 1 and is_dense = 1)"
      "), longest as (select * from waited order by seconds desc, mail limit {p}2"
      "), {texts}, told as ("
      "select mail, max({last}) as last,"
      " sum(case when outcome = 'new' then 1 else 0 end) as first_attempts,"
      " sum(case when outcome = 'throttled' then 1 else 0 end) as throttled,"
      " count(distinct src) as sources"
      " from whole where mail in (select mail from longest) group by mail"
      ") select told.last, longest.first_at, longest.seconds, longest.passed, longest.attempts,"
      " told.first_attempts, told.throttled, told.sources"
      " from longest join told on told.mail = longest.mail"
      " order by longest.seconds desc, told.last",
      fmt::arg("lines", lines(dialect, "line", at + ", delay", dialect.fence)),
      fmt::arg("mail", mail_columns()), fmt::arg("delay", kDelay), fmt::arg("at_once", kAtOnce),
      fmt::arg("rarest", kRarestRetry), fmt::arg("texts", lines(dialect, "whole", texts)),
      fmt::arg("last", last), fmt::arg("p", dialect.parameter));
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
