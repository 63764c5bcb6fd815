// Page after page through the worker.
#include "greycache/storage/expectation_reading.h"

#include <algorithm>
#include <utility>

#include "common/typed_log.h"

namespace greycache {

namespace {

// Belongs to one thread at a time: to the worker while a job runs, else to the loop.
struct ExpectationProgress {
  Worker& worker;
  ExpectationsWanted wanted;
  ExpectationsDone done;
  std::shared_ptr<Expectations> rows = std::make_shared<Expectations>();
  Expectation last = {};
  std::size_t left_out = 0;
  bool more = true;
};

StoreResult<void> read_expectation_page(ExpectationProgress& progress, PersistentStore& store) {
  std::size_t count = 0;
  Expectation last;
  const auto each = [&](const Expectation& row) {
    ++count;
    last = row;
    if (!progress.rows->merge(row)) ++progress.left_out;
  };
  auto read = store.read_expectations(progress.last, kExpectationPage, each);
  if (!read) return read;
  progress.last = std::move(last);
  progress.more = count >= kExpectationPage;
  return {};
}

ExpectationsRead finished(ExpectationProgress& progress) {
  if (progress.left_out > 0) {
    log_typed(LogType::dbaccess, 1, "more than {} expectations: {} are left out", kMostExpectations,
              progress.left_out);
  }
  ExpectationsRead read;
  // Its memory is given back here, if nobody else has it.
  const auto former = std::move(progress.wanted.former);
  if (former) read.lost = former->missing_in(*progress.rows, progress.wanted.now);
  for (const Expectation& row : read.lost) progress.rows->merge(row);
  progress.rows->each([&](const Expectation& row) {
    read.first_over = std::min(read.first_over.value_or(row.kept_until), row.kept_until);
  });
  read.rows = std::move(progress.rows);
  return read;
}

void read_on(const std::shared_ptr<ExpectationProgress>& progress) {
  const auto job = [progress](PersistentStore& store) -> Worker::Completion {
    const auto read = read_expectation_page(*progress, store);
    if (!read) return [progress, read] { progress->done(tl::unexpected(read.error())); };
    if (progress->more) return [progress] { read_on(progress); };
    return [progress, all = finished(*progress)] { progress->done(all); };
  };
  if (!progress->worker.post(job)) {
    progress->done(
        tl::make_unexpected(StoreError{StoreError::Kind::contention, "the store is busy"}));
  }
}

}  // namespace

void read_expectations(Worker& worker, ExpectationsWanted wanted, ExpectationsDone done) {
  read_on(std::make_shared<ExpectationProgress>(
      ExpectationProgress{worker, std::move(wanted), std::move(done)}));
}

}  // namespace greycache
