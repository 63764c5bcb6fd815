// The statements, and their rows.
#include "greycache/sqlite/mail_count_rows.h"

#include <string>

namespace greycache {

StoreResult<void> merge_mail_counts(Database& database, std::span<const MailCount> rows) {
  for (const MailCount& row : rows) {
    auto merged = database.run(
        "insert into mail_count (day, host, outcome, mails) values (?, ?, ?, ?)"
        " on conflict do update set mails = excluded.mails where excluded.mails > mails",
        {row.day, row.host, row.outcome, row.mails});
    if (!merged) return merged;
  }
  return {};
}

StoreResult<std::vector<MailCount>> read_mail_counts(Database& database, std::int64_t first_day,
                                                     std::size_t limit) {
  std::vector<MailCount> counts;
  const auto take = [&counts](const Row& row) {
    counts.push_back(
        {row.integer(0), std::string(row.text(1)), std::string(row.text(2)), row.integer(3)});
    return true;
  };
  const auto done = database.each(
      "select day, host, outcome, mails from mail_count where day >= ?"
      " order by day, host, outcome limit ?",
      take, {first_day, static_cast<std::int64_t>(limit)});
  if (!done) return tl::unexpected(done.error());
  return counts;
}

StoreResult<std::size_t> expire_mail_counts(Database& database, std::int64_t first_day,
                                            std::size_t limit) {
  return database.changed(
      "delete from mail_count where (day, host, outcome) in (select day, host, outcome"
      " from mail_count where day < ? limit ?)",
      {first_day, static_cast<std::int64_t>(limit)});
}

}  // namespace greycache
