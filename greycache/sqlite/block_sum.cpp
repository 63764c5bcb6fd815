// Names and the last row of a block.
#include "greycache/sqlite/block_sum.h"

#include <algorithm>
#include <limits>
#include <random>

#include "greycache/history/history_names.h"

namespace greycache {

namespace {

HistoryBlock empty_block(std::int64_t first) {
  std::random_device random;
  HistoryBlock block;
  block.first = first;
  block.newest = std::numeric_limits<UnixTime>::min();
  block.salt = static_cast<std::int64_t>((std::uint64_t{random()} << 32) | random());
  return block;
}

}  // namespace

BlockSum::BlockSum(std::int64_t first)
    : block_(empty_block(first)), names_(static_cast<std::uint64_t>(block_.salt)) {}

void BlockSum::add(std::int64_t number, UnixTime at, UnixTime delay, std::string_view mail) {
  ++block_.rows;
  block_.last = number;
  block_.newest = std::max(block_.newest, at);
  last_.at = at;
  last_.delay = delay;
  last_.texts = mail;
  // A row in another form is found by nobody.
  const auto texts = history_texts(mail);
  if (!texts) return;
  for (const std::string_view name : names_in(*texts)) names_.add(name);
}

HistoryBlock BlockSum::block() const {
  HistoryBlock block = block_;
  block.witness = witness_of(block, last_.at, last_.delay, last_.texts);
  return block;
}

}  // namespace greycache
