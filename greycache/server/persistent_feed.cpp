#include "greycache/server/persistent_feed.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <random>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

namespace {

// Facts in the journal beyond which a source counts as unknown, since looking takes too long.
constexpr std::size_t kMostLookedThrough = 20'000;

StoreResult<void> merge(std::span<const std::shared_ptr<const std::vector<Fact>>> records,
                        PersistentStore& store) {
  std::vector<Fact> facts;
  for (const auto& record : records) facts.insert(facts.end(), record->begin(), record->end());
  return facts.empty() ? StoreResult<void>{} : store.merge(std::move(facts));
}

}  // namespace

struct PersistentFeed::Outcome {
  bool wrote = false;   // the job was to write, too
  bool opened = false;  // it opened the store
  StoreResult<void> written;
  JournalSequence last = 0;
  std::string history;
  Cutoffs cutoffs;
  std::vector<std::string> sources;
  StoreResult<std::vector<SourceFacts>> loaded;
  std::optional<std::int64_t> outside_writes;
};

PersistentFeed::PersistentFeed(EventLoop& loop, Worker& worker, Journal& journal,
                               StoreHealth& health, const Options& options, OnLoaded on_loaded)
    : worker_(worker),
      journal_(journal),
      health_(health),
      options_(options),
      on_loaded_(std::move(on_loaded)),
      delay_timer_(loop, [this] { due_ = true; }),
      retry_timer_(loop, [this] { due_ = true; }),
      facts_(options.in_memory),
      known_(loop, worker, journal) {}

void PersistentFeed::appended(JournalSequence sequence, std::vector<Fact> facts) {
  for (const Fact& fact : facts) known_.add(fact.src);
  unwritten_ += facts.size();
  facts_.add(sequence, std::move(facts), place());
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
    if (!readable_) fail_wanted();
    if (due_ || !wanted_.empty()) send_job(cutoffs, due_);
    return;
  }
  // Who waits for a source does not wait for a commit besides, unless one is due.
  const bool enough = unwritten_ >= options_.batch || due_ || (hurry_ && !idle());
  if (enough || !wanted_.empty()) send_job(cutoffs, enough);
}

// While the store is away nobody waits for it.
void PersistentFeed::fail_wanted() {
  if (wanted_.empty()) return;
  const std::vector<std::string> sources(wanted_.begin(), wanted_.end());
  wanted_.clear();
  on_loaded_(sources,
             tl::make_unexpected(StoreError{StoreError::Kind::unavailable, health_.reason()}));
}

// The journal numbers what waits anew when it joins records. So a place that nobody has moved here
// says that the facts in memory have numbers which do not count any more.
JournalSequence PersistentFeed::place() {
  const JournalSequence place = journal_.place(JournalReader::persistent);
  if (std::exchange(place_, place) != place) facts_.clear();
  return place;
}

UnwrittenFacts::Records PersistentFeed::next_records() {
  if (facts_.complete(place(), journal_.last())) return facts_.next(options_.batch);
  auto chunk = journal_.next(JournalReader::persistent, options_.batch).value_or(Journal::Chunk{});
  return {chunk.last, {std::make_shared<const std::vector<Fact>>(std::move(chunk.facts))}};
}

void PersistentFeed::send_job(const Cutoffs& cutoffs, bool write) {
  UnwrittenFacts::Records records;
  if (write) records = next_records();
  asked_ = std::exchange(wanted_, {});
  Outcome outcome;
  outcome.wrote = write;
  outcome.last = records.last;
  outcome.cutoffs = cutoffs;
  outcome.sources.assign(asked_.begin(), asked_.end());
  auto job = [this, open = !opened_, records = std::move(records.facts), cutoffs,
              out = std::move(outcome)](PersistentStore& store) mutable -> Worker::Completion {
    if (open) {
      out.written = store.open();
      out.opened = out.written.has_value();
    }
    if (out.written) out.written = merge(records, store);
    const bool readable = out.written || !out.written.error().connection_gone();
    if (!readable) {
      out.loaded = tl::make_unexpected(out.written.error());
    } else if (!out.sources.empty()) {
      out.loaded = store.load(out.sources, cutoffs);
    }
    out.outside_writes = store.outside_writes();
    out.history = store.history();
    auto shared = std::make_shared<Outcome>(std::move(out));
    return [this, shared] { finished(std::move(*shared)); };
  };
  if (write) {
    due_ = false;
    delay_timer_.stop();
  }
  busy_ = worker_.post(std::move(job));
  if (!busy_) wanted_.merge(asked_);
}

void PersistentFeed::finished(Outcome outcome) {
  busy_ = false;
  asked_.clear();
  opened_ = opened_ || outcome.opened;
  if (outcome.written && outcome.wrote) note_written(outcome);
  note_history(outcome);
  note_health(outcome);
  known_.noted(outcome.outside_writes);
  if (!outcome.sources.empty()) deliver(std::move(outcome));
}

void PersistentFeed::note_written(const Outcome& outcome) {
  pause_ = {};
  place();
  if (outcome.last != 0) journal_.passed(JournalReader::persistent, outcome.last);
  place_ = journal_.place(JournalReader::persistent);
  // The journal may have joined records since, and pass them only together.
  if (place_ < outcome.last) facts_.clear();
  facts_.passed(place_);
  const bool more = place_ != journal_.last();
  // Records that came while the job ran have waited; but a lone one gets its time for company.
  if (!more) unwritten_ = 0;
  if (more && unwritten_ >= options_.batch) due_ = true;
  if (more && !due_) delay_timer_.start(options_.delay);
  unwritten_ -= std::min(unwritten_, options_.batch);
}

void PersistentFeed::note_history(const Outcome& outcome) {
  const std::string before = journal_.history();
  if (outcome.history.empty() || outcome.history == before) return;
  journal_.set_history(outcome.history);
  if (before.empty()) return;
  log_typed(LogType::dbaccess, 1, "{} was {} and is {}: it gets again what the journal has kept",
            health_.name(), escaped(before), escaped(outcome.history));
  journal_.rewind(JournalReader::persistent, 0);
  due_ = true;
  // So that the batches follow each other without a pause.
  unwritten_ = std::numeric_limits<std::size_t>::max() / 2;
  if (on_other_history_) on_other_history_();
}

void PersistentFeed::note_health(const Outcome& outcome) {
  const bool loaded = outcome.sources.empty() || outcome.loaded.has_value();
  if (outcome.written && loaded) {
    readable_ = true;
    // A job that only read says nothing of writing.
    if (outcome.wrote) health_.set_up();
    return;
  }
  const StoreError& error = outcome.written ? outcome.loaded.error() : outcome.written.error();
  readable_ = loaded && error.kind == StoreError::Kind::read_only;
  opened_ = opened_ && readable_;
  health_.set_down(error);
  schedule_retry();
}

void PersistentFeed::deliver(Outcome outcome) {
  if (outcome.loaded && !add_waiting(*outcome.loaded, outcome.cutoffs)) {
    outcome.loaded = tl::make_unexpected(
        StoreError{StoreError::Kind::unavailable, "too much waits in the journal"});
  }
  on_loaded_(outcome.sources, std::move(outcome.loaded));
}

// False where more waits than can be looked through.
bool PersistentFeed::each_waiting(const std::function<void(const Fact&)>& fact) {
  const auto waiting = journal_.next(JournalReader::persistent, kMostLookedThrough);
  if (!waiting || waiting->last < journal_.last()) return false;
  for (const Fact& each : waiting->facts) fact(each);
  return true;
}

bool PersistentFeed::add_waiting(std::vector<SourceFacts>& sources, const Cutoffs& cutoffs) {
  const JournalSequence taken = place();
  if (taken == journal_.last()) return true;
  const bool in_memory = facts_.complete(taken, journal_.last());
  std::unordered_map<std::string_view, SourceFacts*> by_src;
  for (SourceFacts& source : sources) {
    if (!in_memory || facts_.may_hold(source.src)) by_src.emplace(source.src, &source);
  }
  if (by_src.empty()) return true;
  const auto add = [&](const Fact& fact) {
    const auto wanted = by_src.find(fact.src);
    if (wanted != by_src.end() && !expired(fact, cutoffs)) wanted->second->facts.push_back(fact);
  };
  if (!in_memory) return each_waiting(add);
  facts_.each(add);
  return true;
}

// Jitter, so that several hosts do not knock at the same moment.
void PersistentFeed::schedule_retry() {
  static thread_local std::minstd_rand random{std::random_device{}()};
  pause_ = std::clamp(pause_ * 2, options_.retry_first, options_.retry_most);
  std::uniform_int_distribution<std::int64_t> around(pause_.count() / 2, pause_.count());
  retry_timer_.start(std::chrono::milliseconds(around(random)));
}

}  // namespace greycache
