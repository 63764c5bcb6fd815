// Version first, then rows, then the version again: a change that comes meanwhile has another one.
#include "greycache/storage/opt_watch.h"

#include <utility>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/storage/opt_reading.h"

namespace greycache {

namespace {

// Of tables that change while they are read; who changes them all the time is not waited for.
constexpr int kReadingsMore = 3;

std::size_t rows_of(const OptLists& lists) {
  std::size_t rows = 0;
  for (std::size_t i = 0; i < kOptTables; ++i) rows += lists.size(static_cast<OptTable>(i));
  return rows;
}

}  // namespace

OptWatch::OptWatch(EventLoop& loop, Worker& worker, const Options& options,
                   std::function<bool()> store_up, std::function<void()> on_lists,
                   BackgroundJobs& jobs)
    : worker_(worker),
      options_(options),
      store_up_(std::move(store_up)),
      on_lists_(std::move(on_lists)),
      jobs_(jobs),
      timer_(loop, [this] { ask_version(); }) {}

void OptWatch::set_wanted(bool wanted) {
  if (wanted == wanted_) return;
  wanted_ = wanted;
  if (wanted) return look();
  timer_.stop();
  tried_ = false;
  lists_.reset();
  version_.reset();
}

void OptWatch::look() {
  if (!wanted_) return;
  if (busy_) {
    again_ = true;
  } else {
    ask_version();
  }
}

void OptWatch::ask_version() {
  // Asked before its time, it must not be asked again while this is under way.
  timer_.stop();
  // Whoever found the store away tries it again: a second one that waits for it would only hold up
  // the worker.
  if (!store_up_()) {
    tried_ = true;
    return pause();
  }
  busy_ = worker_.post([this](PersistentStore& store) -> Worker::Completion {
    return [this, version = store.opt_tables_version()] { version_is(version); };
  });
  if (!busy_) pause();
}

void OptWatch::version_is(const StoreResult<std::int64_t>& version) {
  if (!version) return fail(version.error());
  if (wanted_ && version_ != *version) return read(*version, kReadingsMore);
  jobs_.succeeded(BackgroundJob::opt_tables);
  pause();
}

void OptWatch::read(std::int64_t version, int times_left) {
  auto lists = std::make_shared<OptLists>();
  OptReading reading;
  for (std::size_t i = 0; i < kOptTables; ++i) reading.tables.push_back(static_cast<OptTable>(i));
  // Whoever wrote it may have written it in any case; recipients are asked about in lower case.
  reading.row = [lists](OptTable table, std::string_view row) {
    lists->add(table, lower_ascii(row));
  };
  reading.done = [this, lists, version, times_left](const StoreResult<void>& result) {
    if (!result) return fail(result.error());
    confirm(version, lists, times_left);
  };
  read_opt_tables(worker_, std::move(reading));
}

void OptWatch::confirm(std::int64_t version, std::shared_ptr<const OptLists> lists,
                       int times_left) {
  const auto job = [this, version, lists, times_left](PersistentStore& store) {
    return Worker::Completion([this, version, lists, times_left, now = store.opt_tables_version()] {
      if (!now) return fail(now.error());
      if (wanted_ && *now != version && times_left > 0) return read(*now, times_left - 1);
      have_read(version, lists);
    });
  };
  if (!worker_.post(job)) fail({StoreError::Kind::contention, "the store is busy"});
}

void OptWatch::have_read(std::int64_t version, std::shared_ptr<const OptLists> lists) {
  if (wanted_) {
    jobs_.succeeded(BackgroundJob::opt_tables);
    tried_ = true;
    version_ = version;
    lists_ = std::move(lists);
    log_typed(LogType::optin, 2, "the opt tables are read: {} rows, {} MB", rows_of(*lists_),
              lists_->memory() >> 20);
    on_lists_();
  }
  pause();
}

void OptWatch::fail(const StoreError& error) {
  if (wanted_) {
    tried_ = true;
    jobs_.failed(BackgroundJob::opt_tables,
                 error.message + (lists_ ? "; what was read before counts"
                                         : "; nobody is greylisted until they are read"));
  }
  pause();
}

void OptWatch::pause() {
  busy_ = false;
  if (!wanted_) return;
  const bool at_once = std::exchange(again_, false);
  timer_.start_about(at_once ? std::chrono::milliseconds(0) : options_.interval);
}

}  // namespace greycache
