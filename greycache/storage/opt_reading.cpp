// Page after page through the worker.
#include "greycache/storage/opt_reading.h"

#include <memory>
#include <string>
#include <utility>

namespace greycache {

namespace {

// Belongs to one thread at a time: to the worker while a job runs, else to the loop.
struct OptProgress {
  Worker& worker;
  OptReading reading;
  std::size_t table = 0;
  std::string last;  // row of that table
};

StoreResult<void> read_opt_page(OptProgress& progress, PersistentStore& store) {
  const OptTable table = progress.reading.tables[progress.table];
  std::size_t rows = 0;
  std::string last;
  const auto each = [&](std::string_view row) {
    ++rows;
    last = row;
    progress.reading.row(table, row);
  };
  auto read = store.read_opt_table(table, progress.last, kOptPage, each);
  if (!read) return read;
  const bool more = rows >= kOptPage;
  progress.last = more ? std::move(last) : std::string();
  if (!more) ++progress.table;
  return {};
}

void go_on(const std::shared_ptr<OptProgress>& progress) {
  if (progress->table == progress->reading.tables.size()) return progress->reading.done({});
  const auto job = [progress](PersistentStore& store) -> Worker::Completion {
    auto read = read_opt_page(*progress, store);
    return [progress, read] {
      if (!read) return progress->reading.done(read);
      go_on(progress);
    };
  };
  if (!progress->worker.post(job)) {
    progress->reading.done(
        tl::make_unexpected(StoreError{StoreError::Kind::contention, "the store is busy"}));
  }
}

}  // namespace

void read_opt_tables(Worker& worker, OptReading reading) {
  go_on(std::make_shared<OptProgress>(OptProgress{worker, std::move(reading), 0, {}}));
}

}  // namespace greycache
