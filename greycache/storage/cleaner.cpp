// A batch after the other, each as large as its time allows.
#include "greycache/storage/cleaner.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

// Waiting entries whose senders are asked for in one statement.
constexpr std::size_t kAskedTogether = 500;

// Not every expired waiting entry was spam: whoever came back is auto-whitelisted by now.
StoreResult<std::vector<Fact>> never_retried(PersistentStore& store, const Cutoffs& cutoffs,
                                             const std::vector<Fact>& forgotten) {
  std::vector<Fact> in_vain;
  for (std::size_t at = 0; at < forgotten.size(); at += kAskedTogether) {
    const auto some =
        std::span(forgotten).subspan(at, std::min(kAskedTogether, forgotten.size() - at));
    std::vector<Keys> requests;
    for (const Fact& connect : some) requests.push_back(keys_of(connect));
    const auto found = store.find(requests, cutoffs, {});
    if (!found) return tl::unexpected(found.error());
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!already_whitelisted(some[i], (*found)[i], cutoffs)) in_vain.push_back(some[i]);
    }
  }
  return in_vain;
}

}  // namespace

struct Cleaner::Batch {
  Cutoffs cutoffs;
  std::size_t asked = 0;
  StoreResult<std::size_t> deleted{};
  StoreResult<void> told{};  // who waited in vain
  std::string upkeep_trouble{};
  std::chrono::milliseconds spent{0};

  // On the worker's thread.
  void run(PersistentStore& store, const OnForgotten& tell) {
    std::vector<Fact> forgotten;
    deleted = store.expire(cutoffs, asked, forgotten);
    const auto in_vain = never_retried(store, cutoffs, forgotten);
    if (!in_vain) {
      told = tl::unexpected(in_vain.error());
    } else if (!in_vain->empty()) {
      tell(*in_vain);
    }
    upkeep_trouble = store.upkeep_trouble();
  }
};

Cleaner::Cleaner(EventLoop& loop, Worker& worker, const Options& options, Callbacks callbacks,
                 BackgroundJobs& jobs)
    : worker_(worker),
      clock_(loop.clock()),
      options_(options),
      callbacks_(std::move(callbacks)),
      jobs_(jobs),
      timer_(loop, [this] { clean_batch(); }),
      schedule_(options.interval, clock_()),
      batch_(options.least_batch) {
  wait_until_due();
}

void Cleaner::set_interval(std::chrono::milliseconds interval) {
  schedule_.set_interval(interval);
  if (!busy_ && round_.deleted == 0) wait_until_due();
}

void Cleaner::clock_was_set() {
  schedule_.clock_was_set(clock_());
  if (!busy_ && round_.deleted == 0) wait_until_due();
}

void Cleaner::wait_until_due() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(schedule_.due() - clock_());
  timer_.start(std::max(left, std::chrono::milliseconds(0)));
}

void Cleaner::clean_batch() {
  auto batch = std::make_shared<Batch>(Batch{.cutoffs = callbacks_.cutoffs(), .asked = batch_});
  busy_ = worker_.post([this, batch, clock = clock_, tell = callbacks_.on_forgotten](
                           PersistentStore& store) -> Worker::Completion {
    const auto started = clock();
    batch->run(store, tell);
    batch->spent = std::chrono::duration_cast<std::chrono::milliseconds>(clock() - started);
    return [this, batch] { finished(*batch); };
  });
  if (!busy_) failed("the worker has too much to do");
}

void Cleaner::fit_batch(std::chrono::milliseconds spent) {
  if (spent > options_.budget) batch_ = std::max(batch_ / 2, options_.least_batch);
  if (spent < options_.budget / 2) batch_ = std::min(batch_ * 2, options_.most_batch);
}

void Cleaner::failed(const std::string& why) {
  if (callbacks_.store_up()) jobs_.failed(BackgroundJob::cleaning, why);
  schedule_.round_failed(clock_());
  wait_until_due();
}

void Cleaner::finished(const Batch& batch) {
  busy_ = false;
  round_.spent += batch.spent;
  fit_batch(batch.spent);
  if (!batch.deleted) return failed(batch.deleted.error().message);
  round_.deleted += *batch.deleted;
  if (!batch.told) {
    jobs_.failed(BackgroundJob::cleaning, batch.told.error().message);
  } else {
    jobs_.succeeded(BackgroundJob::cleaning);
  }
  if (batch.upkeep_trouble.empty()) {
    jobs_.succeeded(BackgroundJob::partitions);
  } else {
    jobs_.failed(BackgroundJob::partitions, batch.upkeep_trouble);
  }
  if (*batch.deleted >= batch.asked) return timer_.start(std::max(options_.pause, batch.spent));
  if (round_.deleted > 0) callbacks_.on_round(round_);
  round_ = {};
  schedule_.round_ended(clock_());
  wait_until_due();
}

}  // namespace greycache
