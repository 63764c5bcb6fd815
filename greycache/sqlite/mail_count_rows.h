// The rows of mail counts in SQLite.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "greycache/sqlite/database.h"
#include "greycache/store/mail_count_store.h"

namespace greycache {

// See MailCountStore. The first is to be called inside a transaction.
StoreResult<void> merge_mail_counts(Database& database, std::span<const MailCount> rows);
StoreResult<std::vector<MailCount>> read_mail_counts(Database& database, std::int64_t first_day,
                                                     std::size_t limit);
StoreResult<std::size_t> expire_mail_counts(Database& database, std::int64_t first_day,
                                            std::size_t limit);

}  // namespace greycache
