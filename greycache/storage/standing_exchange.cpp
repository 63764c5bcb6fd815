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

  // What became of each part: one that fails for good must not end the others.
  StoreResult<void> written;
  StoreResult<void> counted;
  StoreResult<void> read;
  StoreResult<void> cleaned;
  StandingPage page;
  bool clean = false;  // nothing is left to be cleaned
  std::string history;

  bool idle() const { return rows.empty() && counts.empty() && !first_day && !first_kept_day; }
  // The first failure that there was.
  const StoreResult<void>& done() const {
    for (const StoreResult<void>* part : {&written, &counted, &read, &cleaned}) {
      if (!*part) return *part;
    }
    return cleaned;
  }
  // A store that does not answer is waited for once.
  bool reached() const { return done() || done().error().kind != StoreError::Kind::unavailable; }
  void run(PersistentStore& store) {
    if (!rows.empty()) written = store.merge_standings(rows);
    if (!counts.empty()) counted = reached() ? store.merge_mail_counts(counts) : written;
    if (first_day) read_page(store);
    if (first_kept_day && done()) clean_up(store);
    history = store.history();
  }
  void read_page(PersistentStore& store) {
    if (!reached()) {
      read = done();
      return;
    }
    auto rows_read = store.read_standings(*first_day, place, kPage);
    if (!rows_read) {
      read = tl::unexpected(rows_read.error());
    } else {
      page = std::move(*rows_read);
    }
  }
  void clean_up(PersistentStore& store) {
    const auto standings = store.expire_standings(*first_kept_day, kPage);
    const auto mail_counts = store.expire_mail_counts(*first_counted_day, kPage);
    for (const auto& deleted : {standings, mail_counts}) {
      if (!deleted) cleaned = tl::unexpected(deleted.error());
    }
    clean = cleaned && *standings < kPage && *mail_counts < kPage;
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
  if (cleaned_on_ != today() && --jobs_until_clean_ < 0) {
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
  if (!job.written) put_back(std::move(job.rows));
  if (!job.counted) counts_.put_back(job.counts);
  take_page(job);
  if (!job.done()) {
    if (store_up_()) jobs_.failed(BackgroundJob::standing, job.done().error().message);
    return pause(false);
  }
  if (!clean_fails_) jobs_.succeeded(BackgroundJob::standing);
  const bool hurries = jobs_until_counts_ == 0 && counts_.changed();
  pause(job.page.more || !waiting_.empty() || hurries);
}

// Others' rows, and where the reading and the cleaning go on.
void StandingExchange::take_page(Job& job) {
  for (StandingRow& row : job.page.rows) {
    if (row.host == options_.host) continue;
    row.organisation = percent_decoded(row.organisation);
    book_.merge(row);
  }
  reads_ = job.page.more || !job.first_day || !job.read;
  place_ = std::move(job.place);
  if (job.clean) cleaned_on_ = today();
  if (job.first_kept_day) {
    clean_fails_ = !job.cleaned;
    jobs_until_clean_ = clean_fails_ ? kJobsAfterFailure : 0;
  }
  const std::string before = std::exchange(history_, job.history);
  if (before.empty() || before == history_) return;
  // One that goes on from elsewhere may number its changes anew, and keep other days.
  place_ = {};
  cleaned_on_ = -1;
  jobs_until_clean_ = 0;
}

void StandingExchange::pause(bool more) {
  if (!runs()) return;
  timer_.start_about(more ? std::chrono::milliseconds(0) : options_.interval);
}

}  // namespace greycache
