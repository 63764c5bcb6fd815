// How many rows of each kind there were, for an operator.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "greycache/moving/moved_row.h"

namespace greycache {

class RowCounts {
 public:
  void add(MovedKind kind) { ++counts_[static_cast<std::size_t>(kind)]; }
  std::uint64_t all() const;
  // "12 rows: connect 4, from_awl 8", or "no rows".
  std::string text() const;

 private:
  std::array<std::uint64_t, kMovedKinds> counts_{};
};

}  // namespace greycache
