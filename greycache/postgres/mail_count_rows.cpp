// What each process answered, in PostgreSQL.
#include <string>
#include <utility>
#include <vector>

#include "greycache/postgres/postgres_store.h"

namespace greycache {

namespace {

// $1 day, $2 host, $3 outcome, $4 mails, in the order of the key as all hosts write. An insert
// refuses to update a row twice.
constexpr const char* kMerge = R"(
insert into mail_count as row (day, host, outcome, mails)
select day::int4, host, outcome, max(mails)
from unnest($1::int8[], $2::text[], $3::text[], $4::int8[]) as given (day, host, outcome, mails)
group by day, host, outcome
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

StoreResult<void> PostgresStore::merge_mail_counts(std::span<const MailCount> rows) {
  if (rows.empty()) return {};
  Statement statement{kMerge, {}, "merge_mail_counts"};
  statement.parameters.add_column(rows, &MailCount::day)
      .add_column(rows, &MailCount::host)
      .add_column(rows, &MailCount::outcome)
      .add_column(rows, &MailCount::mails);
  const auto done = ask(std::move(statement));
  if (!done) return tl::unexpected(done.error());
  return {};
}

StoreResult<std::vector<MailCount>> PostgresStore::read_mail_counts(std::int64_t first_day,
                                                                    std::size_t limit) {
  const auto rows = ask(kRead, Parameters().add(first_day).add(limit_of(limit)));
  if (!rows) return tl::unexpected(rows.error());
  std::vector<MailCount> counts;
  for (int i = 0; i < rows->size(); ++i) {
    counts.push_back({rows->number(i, 0), std::string(rows->text(i, 1)),
                      std::string(rows->text(i, 2)), rows->number(i, 3)});
  }
  return counts;
}

StoreResult<std::size_t> PostgresStore::expire_mail_counts(std::int64_t first_day,
                                                           std::size_t limit) {
  const auto deleted = ask(kExpire, Parameters().add(first_day).add(limit_of(limit)));
  if (!deleted) return tl::unexpected(deleted.error());
  return deleted->changed();
}

}  // namespace greycache
