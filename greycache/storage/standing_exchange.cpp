// A job of the worker each second: writes, then reads.
#include "greycache/storage/standing_exchange.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "common/text.h"

namespace greycache {

namespace {

// As they are written.
std::vector<StandingRow> encoded(std::vector<StandingRow> rows, const std::string& host) {
  for (StandingRow& row : rows) {
    row.organisation = percent_encoded(row.organisation);
    row.host = host;
  }
  return rows;
}

}  // namespace

// Goes to the worker with the first part, and comes back with the second.
struct StandingExchange::Job {
  std::vector<StandingRow> rows;               // to be written
  std::optional<std::int64_t> first_day;       // to be read from
  std::optional<std::int64_t> first_kept_day;  // to be cleaned up to
  StandingPlace place;

  std::vector<MailCount> counts;                  // to be written
  std::optional<std::int64_t> first_counted_day;  // of these to be kept

  StoreResult<void> done;
  StandingPage page;
  bool cleaned = false;  // nothing is left to be
  std::string history;

  bool idle() const { return rows.empty() && counts.empty() && !first_day && !first_kept_day; }
  void run(PersistentStore& store) {
    if (!rows.empty()) done = store.merge_standings(rows);
    if (done && !counts.empty()) done = store.merge_mail_counts(counts);
    if (done && first_day) read(store);
    if (done && first_kept_day) clean(store);
    history = store.history();
  }
  void read(PersistentStore& store) {
    auto read = store.read_standings(*first_day, place, kPage);
    if (!read) {
      done = tl::unexpected(read.error());
    } else {
      page = std::move(*read);
    }
  }
  void clean(PersistentStore& store) {
    const auto deleted = store.expire_standings(*first_kept_day, kPage);
    if (!deleted) done = tl::unexpected(deleted.error());
    cleaned = deleted && *deleted < kPage;
    if (!cleaned) return;
    const auto counts_deleted = store.expire_mail_counts(*first_counted_day, kPage);
    if (!counts_deleted) done = tl::unexpected(counts_deleted.error());
    cleaned = counts_deleted && *counts_deleted < kPage;
  }
};

StandingExchange::StandingExchange(EventLoop& loop, Worker& worker, StandingBook& book,
                                   Options options, std::function<UnixTime()> wall,
                                   std::function<bool()> store_up, BackgroundJobs& jobs)
    : worker_(worker),
      book_(book),
      options_(std::move(options)),
      wall_(std::move(wall)),
      store_up_(std::move(store_up)),
      jobs_(jobs),
      timer_(loop, [this] { next_job(); }) {}

std::int64_t StandingExchange::today() const {
  return standing_day(wall_());
}

void StandingExchange::set_wanted(bool wanted) {
  if (std::exchange(begun_, true) && wanted == wanted_) return;
  wanted_ = wanted;
  timer_.stop();
  reads_ = true;
  if (runs() && !busy_) next_job();
}

void StandingExchange::hurry() {
  if (!runs() || !begun_) return;
  gather();
  jobs_until_counts_ = 0;
  if (!idle() && !busy_) next_job();
}

void StandingExchange::gather() {
  if (wanted_) put_back(encoded(book_.take_changes(), options_.host));
  count();
}

void StandingExchange::count() {
  if (options_.answered) counts_.count(options_.answered(), today());
}

bool StandingExchange::counts_are_due() {
  if (jobs_until_counts_-- > 0) return false;
  jobs_until_counts_ = kJobsApart - 1;
  return true;
}

// A row has its whole count: a later one stands for all before it.
void StandingExchange::put_back(std::vector<StandingRow> rows) {
  for (StandingRow& row : rows) {
    RowName name{row.organisation, row.counts.day};
    const auto [place, fresh] = waiting_.try_emplace(std::move(name), std::move(row));
    if (fresh) continue;
    StandingCounts& counts = place->second.counts;
    counts.first_attempts = std::max(counts.first_attempts, row.counts.first_attempts);
    counts.came_back = std::max(counts.came_back, row.counts.came_back);
  }
  while (waiting_.size() > kMostWaiting) waiting_.erase(std::prev(waiting_.end()));
}

void StandingExchange::next_job() {
  timer_.stop();
  gather();
  // Whoever found the store away tries it again.
  if (!store_up_()) return pause(false);
  const auto job = std::make_shared<Job>();
  while (!waiting_.empty() && job->rows.size() < kPage) {
    job->rows.push_back(waiting_.extract(waiting_.begin()).mapped());
  }
  if (counts_are_due()) job->counts = counts_.take_changes(options_.host);
  if (wanted_ && reads_) job->first_day = today() - kStandingDays;
  if (cleaned_on_ != today()) {
    job->first_kept_day = today() - kKeptDays;
    job->first_counted_day = today() - kCountedDays;
  }
  if (job->idle()) {
    reads_ = true;
    return pause(false);
  }
  job->place = place_;
  busy_ = worker_.post([this, job](PersistentStore& store) -> Worker::Completion {
    job->run(store);
    return [this, job] { finished(*job); };
  });
  if (busy_) return;
  put_back(std::move(job->rows));
  counts_.put_back(job->counts);
  pause(false);
}

void StandingExchange::finished(Job& job) {
  busy_ = false;
  if (!job.done) {
    put_back(std::move(job.rows));
    counts_.put_back(job.counts);
    if (store_up_()) jobs_.failed(BackgroundJob::standing, job.done.error().message);
    return pause(false);
  }
  jobs_.succeeded(BackgroundJob::standing);
  for (StandingRow& row : job.page.rows) {
    if (row.host == options_.host) continue;
    row.organisation = percent_decoded(row.organisation);
    book_.merge(row);
  }
  place_ = std::move(job.place);
  const std::string before = std::exchange(history_, job.history);
  // One that goes on from elsewhere may number its changes anew.
  if (!before.empty() && before != history_) place_ = {};
  if (job.cleaned) cleaned_on_ = today();
  const bool hurries = jobs_until_counts_ == 0 && counts_.changed();
  const bool more = job.page.more || !waiting_.empty() || hurries;
  reads_ = job.page.more || !job.first_day;
  pause(more);
}

void StandingExchange::pause(bool more) {
  if (!runs()) return;
  timer_.start(more ? std::chrono::milliseconds(0) : options_.interval);
}

}  // namespace greycache
