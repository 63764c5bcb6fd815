// Blocks out of table history_summary, held against the rows that are there.
#include "greycache/sqlite/history_block.h"

#include <fmt/format.h>

#include "common/keyed_hash.h"

namespace greycache {

std::int64_t witness_of(const HistoryBlock& block, UnixTime at, UnixTime delay,
                        std::string_view mail) {
  const std::string row = fmt::format("{} {} {} {} {}", block.first, block.last, at, delay, mail);
  const auto salt = static_cast<std::uint64_t>(block.salt);
  return static_cast<std::int64_t>(siphash({salt, ~salt}, row));
}

StoreResult<std::string> history_summary_type(Database& database) {
  constexpr const char* kSql =
      "select type from sqlite_master where name = 'history_summary' and (type = 'view' or"
      " type = 'table' and (select count(*) from pragma_table_info('history_summary') where name in"
      " ('last', 'first', 'rows', 'newest', 'salt', 'witness', 'names')) <> 7)";
  std::string type;
  const auto take = [&type](const Row& row) {
    type = row.text(0);
    return false;
  };
  if (auto done = database.each(kSql, take); !done) return tl::unexpected(done.error());
  return type;
}

std::string history_blocks_sql(std::string_view rest) {
  return fmt::format(
      "select s.last, s.first, s.rows, s.newest, s.salt, s.witness, h.at, h.delay, h.mail, s.names"
      " from history_summary s left join history h on h.number = s.last where {}",
      rest);
}

HistoryBlock history_block_of(const Row& row) {
  HistoryBlock block{row.integer(0), row.integer(1), row.integer(2),
                     row.integer(3), row.integer(4), row.integer(5)};
  block.holds = block.first <= block.last && !row.is_null(8) &&
                block.witness == witness_of(block, row.integer(6), row.integer(7), row.text(8));
  return block;
}

}  // namespace greycache
