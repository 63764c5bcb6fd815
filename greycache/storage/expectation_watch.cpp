// Version first, then rows: a change that comes while rows are read has another version.
#include "greycache/storage/expectation_watch.h"

#include <algorithm>
#include <utility>

#include "common/typed_log.h"

namespace greycache {

namespace {

// Until the first reading mail passes in doubt, so that it must not wait for the interval.
constexpr std::chrono::milliseconds kUntilKnown{50};

// Doublings of an interval, more than it takes from one to the longest pause.
constexpr int kMostDoublings = 20;

std::shared_ptr<const Expectations> with(const Expectations& known,
                                         const std::vector<Expectation>& rows) {
  auto all = std::make_shared<Expectations>(known);
  for (const Expectation& row : rows) all->merge(row);
  return all;
}

}  // namespace

ExpectationWatch::ExpectationWatch(EventLoop& loop, Worker& worker, const Options& options,
                                   Callbacks callbacks, BackgroundJobs& jobs)
    : loop_(loop),
      worker_(worker),
      options_(options),
      callbacks_(std::move(callbacks)),
      jobs_(jobs),
      timer_(loop, [this] { ask_version(); }) {}

void ExpectationWatch::begin_with(std::shared_ptr<const Expectations> known, bool complete) {
  known_ = std::move(known);
  complete_ = known_ && complete;
}

void ExpectationWatch::look() {
  not_before_ = {};
  if (busy_) {
    again_ = true;
  } else {
    ask_version();
  }
}

void ExpectationWatch::ask_version() {
  // Asked before its time, it must not be asked again while this is under way.
  timer_.stop();
  // Whoever found the store away tries it again: a second one that waits for it would only hold up
  // the worker.
  if (!callbacks_.store_up()) {
    // Then it is asked at once.
    failures_ = 0;
    not_before_ = {};
    return pause();
  }
  if (loop_.now() < not_before_) return pause();
  newer_.clear();
  busy_ = worker_.post([this](PersistentStore& store) -> Worker::Completion {
    return [this, version = store.expectations_version()] { version_is(version); };
  });
  if (!busy_) pause();
}

void ExpectationWatch::version_is(const StoreResult<std::int64_t>& version) {
  if (!version) return fail(version.error());
  if (version_ == *version) {
    if (writes_.due()) {
      give_back();
      forget_old();
    }
    return succeed();
  }
  read_expectations(worker_, {known_, callbacks_.now()},
                    [this, version = *version](StoreResult<ExpectationsRead> read) {
                      if (!read) return fail(read.error());
                      have_read(version, std::move(*read));
                    });
}

void ExpectationWatch::have_read(std::int64_t version, ExpectationsRead read) {
  version_ = version;
  first_over_ = read.first_over;
  complete_ = true;
  log_typed(LogType::conf, 3, "the expectations are read: {} rows", read.rows->size());
  // What was said meanwhile the reading may have missed.
  replace(newer_.empty() ? std::move(read.rows) : with(*read.rows, newer_));
  keep();
  if (lost_.empty() && !read.lost.empty()) {
    log_typed(LogType::dbaccess, 1,
              "the store lacks {} expectations that this host knows: it gets them again",
              read.lost.size());
  }
  lost_ = std::move(read.lost);
  if (writes_.due()) give_back();
  succeed();
}

// The worker gives the memory back, which takes a while where there are many.
void ExpectationWatch::replace(std::shared_ptr<const Expectations> rows) {
  auto former = std::exchange(known_, std::move(rows));
  callbacks_.on_change();
  (void)worker_.post(
      [former = std::move(former)](PersistentStore&) -> Worker::Completion { return [] {}; });
}

void ExpectationWatch::keep() {
  if (!callbacks_.keep) return;
  // Where it cannot be posted the next change keeps this one, too.
  (void)worker_.post(
      [rows = known_, keep = callbacks_.keep](PersistentStore&) -> Worker::Completion {
        keep(*rows);
        return [] {};
      });
}

// Others that know them may do the same: rows merge. A store that takes nothing for now, as a
// standby, is asked less and less often.
void ExpectationWatch::give_back() {
  if (lost_.empty()) return;
  (void)worker_.post([this, lost = lost_](PersistentStore& store) -> Worker::Completion {
    return [this, given = store.merge_expectations(lost)] {
      has_written(given);
      // The next look reads what the store has then.
      if (given) version_.reset();
    };
  });
}

void ExpectationWatch::forget_old() {
  const UnixTime before = callbacks_.now() - kKept;
  if (!first_over_ || *first_over_ >= before) return;
  (void)worker_.post([this, before](PersistentStore& store) -> Worker::Completion {
    return [this, forgotten = store.forget_expectations(before)] {
      has_written(forgotten);
      // The next reading tells what is left.
      if (forgotten) first_over_.reset();
    };
  });
}

void ExpectationWatch::has_written(const StoreResult<void>& result) {
  if (result) return writes_.reset();
  writes_.grow();
}

void ExpectationWatch::remember(std::vector<Expectation> rows, Done done) {
  const auto shared = std::make_shared<const std::vector<Expectation>>(std::move(rows));
  const auto keep = complete_ ? callbacks_.keep : nullptr;
  const bool posted = worker_.post(
      [this, shared, done, former = known_, keep](PersistentStore& store) -> Worker::Completion {
        const auto stored = store.merge_expectations(*shared);
        if (!stored) return [done, stored] { done(stored); };
        std::shared_ptr<const Expectations> all;
        if (former) all = with(*former, *shared);
        // Before anybody hears of it: a server that has lost it gets it from there.
        if (all && keep) keep(*all);
        return [this, shared, done, former = std::weak_ptr(former), all] {
          count_here(former, all, *shared);
          done({});
        };
      });
  if (!posted) {
    done(tl::make_unexpected(StoreError{StoreError::Kind::contention, "the store is busy"}));
  }
}

void ExpectationWatch::change(ExpectationChange change, Changed done) {
  const auto keep = complete_ ? callbacks_.keep : nullptr;
  const bool posted = worker_.post([this, change = std::move(change), done, former = known_,
                                    keep](PersistentStore& store) -> Worker::Completion {
    const Expectation* known = former ? former->find(change.recipient, change.sender) : nullptr;
    const auto changed = change_expectation(store, change, known);
    if (!changed || !changed->row) return [done, changed] { done(changed); };
    std::shared_ptr<const Expectations> all;
    if (former) all = with(*former, {*changed->row});
    if (all && keep) keep(*all);
    return [this, changed, done, former = std::weak_ptr(former), all] {
      count_here(former, all, {*changed->row});
      done(changed);
    };
  });
  if (!posted) {
    done(tl::make_unexpected(StoreError{StoreError::Kind::contention, "the store is busy"}));
  }
}

void ExpectationWatch::count_here(const std::weak_ptr<const Expectations>& former,
                                  std::shared_ptr<const Expectations> all,
                                  const std::vector<Expectation>& rows) {
  if (busy_) newer_.insert(newer_.end(), rows.begin(), rows.end());
  // Otherwise the first reading brings them.
  if (known_) replace(known_ == former.lock() ? std::move(all) : with(*known_, rows));
  look();
}

void ExpectationWatch::succeed() {
  failures_ = 0;
  not_before_ = {};
  jobs_.succeeded(BackgroundJob::expectations);
  pause();
}

// A store that is lost is told of by whoever reads and writes entries: a first failure is not.
void ExpectationWatch::fail(const StoreError& error) {
  if (++failures_ > 1) {
    jobs_.failed(BackgroundJob::expectations,
                 error.message + (complete_ ? "; what was read before counts"
                                            : "; what would wait passes until they are read"));
  }
  // What it lacks (a table, a permission) it may lack for long; one that is away comes back sooner.
  const auto longest =
      error.kind == StoreError::Kind::unavailable ? kLongestWhileAway : kLongestPause;
  const auto grown = interval() * (1 << std::min(failures_, kMostDoublings));
  not_before_ = loop_.now() + std::min(grown, std::max(longest, interval()));
  pause();
}

std::chrono::milliseconds ExpectationWatch::interval() const {
  return complete_ ? options_.interval : std::min(options_.interval, kUntilKnown);
}

void ExpectationWatch::pause() {
  busy_ = false;
  tried_ = true;
  const bool at_once = std::exchange(again_, false);
  if (at_once) not_before_ = {};
  timer_.start_about(at_once ? std::chrono::milliseconds(0) : interval());
}

}  // namespace greycache
