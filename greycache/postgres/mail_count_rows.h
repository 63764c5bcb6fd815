// The rows of mail counts in PostgreSQL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "greycache/postgres/connection.h"
#include "greycache/store/mail_count_store.h"

namespace greycache {

// See MailCountStore. Without rows the first is not to be run.
Statement merge_mail_counts_statement(std::span<const MailCount> rows);
Statement read_mail_counts_statement(std::int64_t first_day, std::size_t limit);
std::vector<MailCount> mail_counts_of(const Rows& rows);
Statement expire_mail_counts_statement(std::int64_t first_day, std::size_t limit);

}  // namespace greycache
