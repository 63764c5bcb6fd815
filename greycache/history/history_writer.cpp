// The history's thread, and the rows that it shares with who adds them.
#include "greycache/history/history_writer.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFirstPause{250};
// Rows of a batch that are looked for.
constexpr std::int64_t kMostRefused = 16;
// Behind now: today's rows and whatever was made ready for the days to come.
constexpr UnixTime kAll = 7 * 86'400;

}  // namespace

// The rows that wait, and the store, which the thread alone uses.
class HistoryWriter::Queue {
 public:
  Queue(std::unique_ptr<HistoryStore> store, Milliseconds keep, Options options)
      : store_(std::move(store)), options_(std::move(options)), keep_(keep) {}

  void add(HistoryLine&& row);
  void set_keep(Milliseconds keep);
  State state();
  // Until end(), and then a last time.
  void run();
  void end();
  Clock::time_point patience_ends();

 private:
  using Lock = std::unique_lock<std::mutex>;

  bool tends() const { return Clock::now() >= next_tending_; }
  void wait_for_work(Lock& lock);
  struct Batch;
  void write(Lock& lock);
  bool write(Batch& batch, std::size_t count);
  void note_refused(const StoreError& error);
  void tend(Lock& lock);
  void note(int& failed, const StoreResult<void>& result);

  std::unique_ptr<HistoryStore> store_;
  const Options options_;
  std::mutex mutex_;  // for what follows
  std::condition_variable changed_;
  std::deque<std::vector<HistoryLine>> waiting_;  // batches, the oldest first
  std::size_t rows_ = 0;                          // that wait, with those that the thread has
  std::size_t bytes_ = 0;                         // of these
  State state_;
  Milliseconds keep_;
  Clock::time_point next_tending_ = Clock::now();
  std::chrono::milliseconds pause_{0};  // that the failures before have earned
  int writing_failed_ = 0;              // times in a row
  int tending_failed_ = 0;
  Clock::time_point patience_ends_{};
  bool asleep_ = false;
  bool ending_ = false;
};

void HistoryWriter::Queue::add(HistoryLine&& row) {
  const std::size_t bytes = history_bytes(row);
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (rows_ >= options_.most_waiting || bytes_ + bytes > options_.most_bytes) {
      ++state_.lost;
      return;
    }
    if (waiting_.empty() || waiting_.back().size() >= options_.batch) waiting_.emplace_back();
    waiting_.back().push_back(std::move(row));
    ++rows_;
    bytes_ += bytes;
    wake = std::exchange(asleep_, false);
  }
  if (wake) changed_.notify_one();
}

void HistoryWriter::Queue::set_keep(Milliseconds keep) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(keep_, keep) == keep) return;
  next_tending_ = Clock::now();
  changed_.notify_one();
}

HistoryWriter::State HistoryWriter::Queue::state() {
  const std::lock_guard lock(mutex_);
  State state = state_;
  state.waiting = static_cast<std::int64_t>(rows_);
  return state;
}

void HistoryWriter::Queue::end() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(ending_, true)) return;
  patience_ends_ = Clock::now() + options_.patience;
  changed_.notify_one();
}

Clock::time_point HistoryWriter::Queue::patience_ends() {
  const std::lock_guard lock(mutex_);
  return patience_ends_;
}

void HistoryWriter::Queue::run() {
  Lock lock(mutex_);
  while (!ending_) {
    wait_for_work(lock);
    if (ending_) break;
    if (tends()) tend(lock);
    write(lock);
    const auto rest = std::max(options_.rest, pause_);
    changed_.wait_for(lock, rest, [this] { return ending_; });
  }
  // What fails now has failed for good.
  writing_failed_ = 0;
  while (rows_ > 0 && writing_failed_ == 0) write(lock);
}

void HistoryWriter::Queue::wait_for_work(Lock& lock) {
  asleep_ = true;
  changed_.wait_until(lock, next_tending_, [this] { return ending_ || rows_ > 0 || tends(); });
  asleep_ = false;
}

// What became of a batch: of its first rows so many are written or refused for good.
struct HistoryWriter::Queue::Batch {
  std::span<const HistoryLine> rest;
  std::int64_t written = 0;
  std::int64_t refused = 0;
  StoreResult<void> last;             // of what was not refused
  std::optional<StoreError> refusal;  // of a row
};

// A row that can never be taken is looked for by halves, so that it alone is lost; where there are
// many it is not the rows. False where the store takes nothing now.
bool HistoryWriter::Queue::write(Batch& batch, std::size_t count) {
  const auto done = store_->write(batch.rest.first(count));
  const bool refused = !done && done.error().kind == StoreError::Kind::data;
  if (refused && count > 1 && batch.refused < kMostRefused) {
    return write(batch, count / 2) && write(batch, count - count / 2);
  }
  if (refused) {
    batch.refusal = done.error();
  } else {
    batch.last = done;
    if (!done) return false;
  }
  (refused ? batch.refused : batch.written) += static_cast<std::int64_t>(count);
  batch.rest = batch.rest.subspan(count);
  return true;
}

// The oldest batch: what comes meanwhile goes with a later one.
void HistoryWriter::Queue::write(Lock& lock) {
  if (waiting_.empty()) return;
  std::vector<HistoryLine> rows = std::move(waiting_.front());
  waiting_.pop_front();
  lock.unlock();
  Batch batch;
  batch.rest = rows;
  write(batch, rows.size());
  const std::size_t count = rows.size() - batch.rest.size();
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) bytes += history_bytes(rows[i]);
  // To forget them takes its time, too.
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count));
  lock.lock();
  note(writing_failed_, batch.last);
  if (batch.refusal) note_refused(*batch.refusal);
  rows_ -= count;
  bytes_ -= bytes;
  state_.written += batch.written;
  state_.lost += batch.refused;
  if (!rows.empty()) waiting_.push_front(std::move(rows));
}

void HistoryWriter::Queue::note_refused(const StoreError& error) {
  ++state_.failures;
  state_.reason = error.message;
}

void HistoryWriter::Queue::tend(Lock& lock) {
  const UnixTime now = options_.clock();
  const UnixTime keep = std::chrono::duration_cast<std::chrono::seconds>(keep_).count();
  const UnixTime before = keep == 0 ? now + kAll : now - keep;
  lock.unlock();
  const auto more = store_->tend(before, now);
  lock.lock();
  note(tending_failed_, more ? StoreResult<void>() : tl::make_unexpected(more.error()));
  const bool again = more.value_or(false);
  next_tending_ = Clock::now() + (again ? options_.rest : options_.tending);
  if (!more) next_tending_ = Clock::now() + options_.longest_pause;
}

void HistoryWriter::Queue::note(int& failed, const StoreResult<void>& result) {
  failed = result ? 0 : failed + 1;
  state_.failing = std::max(writing_failed_, tending_failed_) > 1;
  if (result) {
    if (writing_failed_ + tending_failed_ == 0) pause_ = {};
    return;
  }
  ++state_.failures;
  state_.reason = result.error().message;
  pause_ =
      std::clamp(pause_ * 2, std::min(kFirstPause, options_.longest_pause), options_.longest_pause);
}

HistoryWriter::HistoryWriter(std::unique_ptr<HistoryStore> store, Milliseconds keep,
                             Options options)
    : queue_(std::make_shared<Queue>(std::move(store), keep, std::move(options))),
      thread_([queue = queue_] { queue->run(); }) {}

HistoryWriter::~HistoryWriter() {
  end();
  thread_.end_by(queue_->patience_ends());
}

void HistoryWriter::end() {
  queue_->end();
}

void HistoryWriter::add(HistoryLine&& row) {
  queue_->add(std::move(row));
}

void HistoryWriter::set_keep(Milliseconds keep) {
  queue_->set_keep(keep);
}

HistoryWriter::State HistoryWriter::state() const {
  return queue_->state();
}

}  // namespace greycache
