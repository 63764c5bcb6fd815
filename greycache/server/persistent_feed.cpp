#include "greycache/server/persistent_feed.h"

#include <algorithm>
#include <random>
#include <utility>

namespace greycache {

struct PersistentFeed::Outcome {
  StoreResult<void> written;
  JournalSequence last = 0;
  std::vector<std::string> sources;
  StoreResult<std::vector<SourceFacts>> loaded;
};

PersistentFeed::PersistentFeed(EventLoop& loop, Worker& worker, Journal& journal,
                               StoreHealth& health, const Options& options, OnLoaded on_loaded)
    : loop_(loop),
      worker_(worker),
      journal_(journal),
      health_(health),
      options_(options),
      on_loaded_(std::move(on_loaded)),
      delay_timer_(loop, [this] { due_ = true; }),
      retry_timer_(loop, [this] { due_ = true; }) {}

void PersistentFeed::appended(std::size_t facts) {
  unwritten_ += facts;
  if (!delay_timer_.running() && !due_) delay_timer_.start(options_.delay);
}

void PersistentFeed::want(const std::string& src) {
  if (!asked_.contains(src)) wanted_.insert(src);
}

bool PersistentFeed::idle() const {
  return !busy_ && wanted_.empty() && journal_.place(JournalReader::persistent) == journal_.last();
}

void PersistentFeed::dispatch(const Cutoffs& cutoffs) {
  if (busy_) return;
  if (down()) {
    fail_wanted();
    if (due_) send_job(cutoffs);
    return;
  }
  const bool enough = unwritten_ >= options_.batch || due_ || (hurry_ && !idle());
  if (enough || !wanted_.empty()) send_job(cutoffs);
}

// While the store is away nobody waits for it.
void PersistentFeed::fail_wanted() {
  if (wanted_.empty()) return;
  const std::vector<std::string> sources(wanted_.begin(), wanted_.end());
  wanted_.clear();
  on_loaded_(sources,
             tl::make_unexpected(StoreError{StoreError::Kind::unavailable, health_.reason()}));
}

void PersistentFeed::send_job(const Cutoffs& cutoffs) {
  auto chunk = journal_.next(JournalReader::persistent, options_.batch);
  if (!chunk) chunk = Journal::Chunk{};
  asked_ = std::exchange(wanted_, {});
  Outcome outcome;
  outcome.last = chunk->last;
  outcome.sources.assign(asked_.begin(), asked_.end());
  auto job = [this, open = !opened_, facts = std::move(chunk->facts), cutoffs,
              out = std::move(outcome)](PersistentStore& store) mutable -> Worker::Completion {
    if (open) out.written = store.open();
    if (out.written && !facts.empty()) out.written = store.merge(facts);
    const bool readable = out.written || !out.written.error().connection_gone();
    if (!readable) {
      out.loaded = tl::make_unexpected(out.written.error());
    } else if (!out.sources.empty()) {
      out.loaded = store.load(out.sources, cutoffs);
    }
    auto shared = std::make_shared<Outcome>(std::move(out));
    return [this, shared] { finished(std::move(*shared)); };
  };
  due_ = false;
  delay_timer_.stop();
  busy_ = worker_.post(std::move(job));
  if (!busy_) wanted_.merge(asked_);
}

void PersistentFeed::finished(Outcome outcome) {
  busy_ = false;
  asked_.clear();
  const bool readable = outcome.sources.empty() || outcome.loaded.has_value();
  if (outcome.written) {
    opened_ = true;
    pause_ = {};
    if (outcome.last != 0) journal_.passed(JournalReader::persistent, outcome.last);
    const bool more = journal_.place(JournalReader::persistent) != journal_.last();
    // Records that came while the job ran have waited; but a lone one gets its time for company.
    if (!more) unwritten_ = 0;
    if (more && unwritten_ >= options_.batch) due_ = true;
    if (more && !due_) delay_timer_.start(options_.delay);
    unwritten_ -= std::min(unwritten_, options_.batch);
  }
  if (outcome.written && readable) {
    health_.set_up();
  } else {
    const StoreError& error = outcome.written ? outcome.loaded.error() : outcome.written.error();
    if (error.connection_gone() || !outcome.written) opened_ = false;
    health_.set_down(error);
    schedule_retry();
  }
  if (!outcome.sources.empty()) on_loaded_(outcome.sources, std::move(outcome.loaded));
}

// Jitter, so that several hosts do not knock at the same moment.
void PersistentFeed::schedule_retry() {
  static thread_local std::minstd_rand random{std::random_device{}()};
  pause_ = std::clamp(pause_ * 2, options_.retry_first, options_.retry_most);
  std::uniform_int_distribution<std::int64_t> around(pause_.count() / 2, pause_.count());
  retry_timer_.start(std::chrono::milliseconds(around(random)));
}

}  // namespace greycache
