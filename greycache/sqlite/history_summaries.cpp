// From row to row and from block to block.
#include "greycache/sqlite/history_summaries.h"

#include <algorithm>
#include <string>
#include <utility>

#include "greycache/sqlite/block_sum.h"

namespace greycache {

namespace {

// A step takes a few milliseconds, as to delete a thousand rows does.
constexpr int kLooksAtOnce = 256;

}  // namespace

StoreResult<std::optional<std::int64_t>> HistorySummaries::next_row() {
  std::optional<std::int64_t> number;
  const auto take = [&number](const Row& row) {
    number = row.integer(0);
    return false;
  };
  const auto done = database_.each(
      "select number from history where number > ? order by number limit 1", take, {done_});
  if (!done) return tl::unexpected(done.error());
  return number;
}

StoreResult<std::optional<HistoryBlock>> HistorySummaries::next_block() {
  static const std::string kSql = history_blocks_sql("s.last > ? order by s.last limit 1");
  std::optional<HistoryBlock> block;
  const auto take = [&block](const Row& row) {
    block = history_block_of(row);
    return false;
  };
  if (auto done = database_.each(kSql, take, {done_}); !done) return tl::unexpected(done.error());
  return block;
}

StoreResult<void> HistorySummaries::make() {
  return database_.run(kMakeHistorySummary);
}

StoreResult<void> HistorySummaries::drop(std::int64_t last) {
  return database_.run("delete from history_summary where last = ?", {last});
}

StoreResult<bool> HistorySummaries::step() {
  if (auto made = make(); !made) return tl::unexpected(made.error());
  for (int look = 0; look < kLooksAtOnce; ++look) {
    const auto row = next_row();
    if (!row) return tl::unexpected(row.error());
    const auto block = next_block();
    if (!block) return tl::unexpected(block.error());
    if (!*row) return no_row_left(*block);
    if (*block && !(*block)->holds) {
      if (auto dropped = drop((*block)->last); !dropped) return tl::unexpected(dropped.error());
      continue;
    }
    if (!*block || (*block)->first > **row) return close_gap(**row, *block);
    done_ = (*block)->last;
  }
  return true;
}

// Where the last row that was seen has gone, too, numbers have begun anew.
StoreResult<bool> HistorySummaries::no_row_left(const std::optional<HistoryBlock>& block) {
  if (block) {
    const auto dropped = database_.run("delete from history_summary where last > ?", {done_});
    if (!dropped) return tl::unexpected(dropped.error());
  }
  const auto last = database_.number("select max(number) from history");
  if (!last) return tl::unexpected(last.error());
  if (done_ == kBeforeAll || *last == done_) return ended();
  done_ = kBeforeAll;
  return true;
}

// Up to the next block; behind the last one as many numbers must be there as a block has.
StoreResult<bool> HistorySummaries::close_gap(std::int64_t first,
                                              const std::optional<HistoryBlock>& next) {
  constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = first + std::min(kRows - 1, kEnd - first);
  if (next) {
    last = std::min(last, next->first - 1);
  } else {
    const auto newest = database_.number("select max(number) from history");
    if (!newest) return tl::unexpected(newest.error());
    if (*newest < last) return ended();
  }
  if (auto done = sum_up(first, last); !done) return tl::unexpected(done.error());
  return true;
}

bool HistorySummaries::ended() {
  if (std::exchange(again_, false)) {
    done_ = kBeforeAll;
    return true;
  }
  return false;
}

StoreResult<void> HistorySummaries::sum_up(std::int64_t first, std::int64_t last) {
  BlockSum sum(first);
  const auto take = [&sum](const Row& row) {
    sum.add(row.integer(0), row.integer(1), row.integer(2), row.text(3));
    return true;
  };
  auto done = database_.each(
      "select number, at, delay, mail from history where number between ? and ? order by number",
      take, {first, last});
  const HistoryBlock block = sum.block();
  if (!done || block.rows == 0) return done;
  const std::string names = sum.names();
  return database_.run("insert or replace into history_summary values (?, ?, ?, ?, ?, ?, ?)",
                       {block.last, block.first, block.rows, block.newest, block.salt,
                        block.witness, Database::Blob{names}});
}

StoreResult<void> HistorySummaries::wrote(std::size_t rows) {
  written_ += rows;
  if (written_ < static_cast<std::size_t>(kRows)) return {};
  written_ = 0;
  if (auto done = step(); !done) return tl::unexpected(done.error());
  return {};
}

StoreResult<void> HistorySummaries::forget(std::int64_t after, std::int64_t last) {
  if (auto made = make(); !made) return made;
  const auto gone = database_.changed(
      "delete from history_summary where last > ? and last <= ?"
      " and not exists (select 1 from history where number = history_summary.last)",
      {after, last});
  if (!gone) return tl::unexpected(gone.error());
  again_ = again_ || *gone > 0;
  return {};
}

}  // namespace greycache
