// The statements, and their rows.
#include "greycache/postgres/mail_count_rows.h"

#include <string>
#include <string_view>

namespace greycache {

namespace {

// $1 day, $2 host, $3 outcome, $4 mails, in the order of the key as all hosts write.
constexpr const char* kMerge = R"(
insert into mail_count as row (day, host, outcome, mails)
select day::int4, host, outcome, mails
from unnest($1::int8[], $2::text[], $3::text[], $4::int8[]) as given (day, host, outcome, mails)
order by day, host collate "C", outcome collate "C"
on conflict (day, host, outcome) do update set mails = excluded.mails
where excluded.mails > row.mails)";

// $1 the first day, $2 how many rows.
constexpr const char* kRead =
    "select day, host, outcome, mails from mail_count where day >= $1"
    " order by day, host, outcome limit $2";

// $1 the first day that stays, $2 how many rows.
constexpr const char* kExpire = R"(
delete from mail_count where ctid = any (array(
  select ctid from mail_count where day < $1 limit $2 for update skip locked)))";

}  // namespace

Statement merge_mail_counts_statement(std::span<const MailCount> rows) {
  std::vector<std::int64_t> days;
  std::vector<std::string_view> hosts;
  std::vector<std::string_view> outcomes;
  std::vector<std::int64_t> mails;
  for (const MailCount& row : rows) {
    days.push_back(row.day);
    hosts.push_back(row.host);
    outcomes.push_back(row.outcome);
    mails.push_back(row.mails);
  }
  Statement statement{kMerge, {}, "merge_mail_counts"};
  statement.parameters.add(days).add(hosts).add(outcomes).add(mails);
  return statement;
}

Statement read_mail_counts_statement(std::int64_t first_day, std::size_t limit) {
  return {kRead, Parameters().add(first_day).add(limit_of(limit)), nullptr};
}

std::vector<MailCount> mail_counts_of(const Rows& rows) {
  std::vector<MailCount> counts;
  for (int i = 0; i < rows.size(); ++i) {
    counts.push_back({rows.number(i, 0), std::string(rows.text(i, 1)), std::string(rows.text(i, 2)),
                      rows.number(i, 3)});
  }
  return counts;
}

Statement expire_mail_counts_statement(std::int64_t first_day, std::size_t limit) {
  return {kExpire, Parameters().add(first_day).add(limit_of(limit)), nullptr};
}

}  // namespace greycache
