// A block of rows of the history while it is summed up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/duration.h"
#include "greycache/history/history_line.h"
#include "greycache/history/name_summary.h"
#include "greycache/sqlite/history_block.h"

namespace greycache {

class BlockSum {
 public:
  explicit BlockSum(std::int64_t first);

  // By rising numbers.
  void add(std::int64_t number, UnixTime at, UnixTime delay, std::string_view mail);
  // As table history_summary has it, without the names; of no rows where none was added.
  HistoryBlock block() const;
  std::string names() const { return names_.sum(); }

 private:
  HistoryBlock block_;
  NamesToSum names_;
  HistoryLine last_;
};

}  // namespace greycache
