// A job of the worker each second: writes, then reads.
#include "greycache/storage/standing_exchange.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "common/text.h"

namespace greycache {

namespace {

StandingRow encoded(StandingRow row, const std::string& host) {
  row.organisation = percent_encoded(row.organisation);
  row.host = host;
  return row;
}

}  // namespace

// Goes to the worker with the first part, and comes back with the second.
struct StandingExchange::Job {
  std::vector<StandingRow> rows;               // to be written
  std::optional<std::int64_t> first_day;       // to be read from
  std::optional<std::int64_t> first_kept_day;  // to be cleaned up to
  StandingPlace place;

  StoreResult<void> done;
  StandingPage page;
  bool cleaned = false;  // nothing is left to be
  std::string history;

  void run(PersistentStore& store) {
    if (!rows.empty()) done = store.merge_standings(rows);
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
  if (wanted == wanted_) return;
  wanted_ = wanted;
  timer_.stop();
  reads_ = true;
  if (wanted && !busy_) next_job();
}

void StandingExchange::hurry() {
  if (!wanted_) return;
  gather();
  if (!busy_ && !waiting_.empty()) next_job();
}

void StandingExchange::gather() {
  put_back(book_.take_changes());
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
    job->rows.push_back(encoded(waiting_.extract(waiting_.begin()).mapped(), options_.host));
  }
  if (reads_) job->first_day = today() - kStandingDays;
  if (cleaned_on_ != today()) job->first_kept_day = today() - kKeptDays;
  job->place = place_;
  busy_ = worker_.post([this, job](PersistentStore& store) -> Worker::Completion {
    job->run(store);
    return [this, job] { finished(*job); };
  });
  if (busy_) return;
  for (StandingRow& row : job->rows) row.organisation = percent_decoded(row.organisation);
  put_back(std::move(job->rows));
  pause(false);
}

void StandingExchange::finished(Job& job) {
  busy_ = false;
  if (!job.done) {
    for (StandingRow& row : job.rows) row.organisation = percent_decoded(row.organisation);
    put_back(std::move(job.rows));
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
  const bool more = job.page.more || !waiting_.empty();
  reads_ = job.page.more || !job.first_day;
  pause(more);
}

void StandingExchange::pause(bool more) {
  if (!wanted_) return;
  timer_.start(more ? std::chrono::milliseconds(0) : options_.interval);
}

}  // namespace greycache
