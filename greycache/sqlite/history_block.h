// A block of rows of the history as table history_summary has it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/duration.h"
#include "greycache/sqlite/database.h"

namespace greycache {

// All rows from number `first` to number `last`, of which some may be gone since.
struct HistoryBlock {
  std::int64_t last = 0;
  std::int64_t first = 0;
  std::int64_t rows = 0;     // when it was summed up
  UnixTime newest = 0;       // time of a row
  std::int64_t salt = 0;     // of the summary of names
  std::int64_t witness = 0;  // of the last row

  // Whether no row came into it since: a new row gets a number behind all others, so only after the
  // last one has gone.
  bool holds = false;
};

// What tells the last row of a block from any that may get its number after it: the file may be
// begun anew, or be written by a version that knows of no summaries.
std::int64_t witness_of(const HistoryBlock& block, UnixTime at, UnixTime delay,
                        std::string_view mail);

// Without another version of the schema: who does not know the table leaves it alone. Another form
// of it, or of its names, needs another name.
inline constexpr const char* kMakeHistorySummary = R"sql(
create table if not exists history_summary (
  last integer primary key,  -- numbers of rows
  first integer not null,
  rows integer not null,
  newest integer not null,  -- Unix seconds
  salt integer not null,
  witness integer not null,
  names blob not null  -- a Bloom filter
) strict;
)sql";

// What "drop" calls something of that name that has other columns: "table" or "view"; empty where
// it is right, or is not there.
StoreResult<std::string> history_summary_type(Database& database);

// Selects blocks; `rest` follows "where". `names` is the last column, which history_block_of() does
// not read.
std::string history_blocks_sql(std::string_view rest);
inline constexpr int kNamesOfBlock = 9;

HistoryBlock history_block_of(const Row& row);

}  // namespace greycache
