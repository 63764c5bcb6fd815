#include "greycache/storage/persistent_feed.h"

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

// Sources and questions of one job, and rows that are found for these, about.
constexpr std::size_t kMostSources = 512;
constexpr std::size_t kMostQuestions = 256;
constexpr std::size_t kMostRowsFound = 8192;
// Facts that wait times questions of one job.
constexpr std::size_t kMostFiltered = 1'000'000;

// Batches that are written while one reading is under way; then writing waits for it.
constexpr std::size_t kMostWrittenMeanwhile = 16;

StoreResult<void> merge(std::span<const std::shared_ptr<const std::vector<Fact>>> records,
                        PersistentStore& store) {
  std::vector<Fact> facts;
  for (const auto& record : records) facts.insert(facts.end(), record->begin(), record->end());
  return facts.empty() ? StoreResult<void>{} : store.merge(std::move(facts));
}

}  // namespace

struct PersistentFeed::Written {
  Records records;
  JournalSequence last = 0;
  bool opened = false;  // it opened the store
  StoreResult<void> result;
  std::string history;
  std::optional<std::int64_t> outside_writes;
};

struct PersistentFeed::Read {
  Reading reading;
  std::vector<std::string> sources;
  std::vector<std::uint64_t> questions;
  std::vector<Keys> keys;  // of the questions
  StoreResult<std::vector<SourceFacts>> result;
  std::vector<std::vector<Fact>> found;
  std::string history;
  std::optional<std::int64_t> outside_writes;
};

PersistentFeed::PersistentFeed(EventLoop& loop, Workers workers, Journal& journal,
                               StoreHealth& health, const Options& options, OnLoaded on_loaded)
    : workers_(workers),
      journal_(journal),
      health_(health),
      options_(options),
      on_loaded_(std::move(on_loaded)),
      delay_timer_(loop, [this] { due_ = true; }),
      retry_timer_(loop, [this] { due_ = read_due_ = true; }),
      facts_(options.in_memory),
      known_(loop, workers.writing, journal) {}

void PersistentFeed::appended(JournalSequence sequence, std::vector<Fact> facts) {
  for (const Fact& fact : facts) known_.add(fact.src);
  unwritten_ += facts.size();
  facts_.add(sequence, std::move(facts), place());
  if (!delay_timer_.running() && !due_) delay_timer_.start(options_.delay);
}

void PersistentFeed::want(const std::string& src) {
  if (!asked_.contains(src)) wanted_.insert(src);
}

void PersistentFeed::ask(std::uint64_t question, const Keys& keys) {
  questions_.push_back({question, keys});
}

bool PersistentFeed::idle() const {
  return !writing_ && !reading_ && wanted_.empty() && questions_.empty() && all_written();
}

void PersistentFeed::dispatch(const Reading& reading) {
  if (!writing_ && may_write()) send_write();
  if (!may_read()) fail_wanted();
  const bool probe = read_failed_ && read_due_ && !unreachable_;
  const bool asks = !wanted_.empty() || !questions_.empty();
  if (!reading_ && (asks || probe)) send_read(reading);
}

bool PersistentFeed::may_write() const {
  if (written_meanwhile_.size() >= kMostWrittenMeanwhile) return false;
  if (write_failed_) return due_;
  return unwritten_ >= options_.company || due_ || (hurry_ && !all_written());
}

// While the store is away nobody waits for it.
void PersistentFeed::fail_wanted() {
  if (wanted_.empty() && questions_.empty()) return;
  Read outcome;
  outcome.sources.assign(wanted_.begin(), wanted_.end());
  for (const Question& question : questions_) outcome.questions.push_back(question.number);
  wanted_.clear();
  questions_.clear();
  outcome.result = tl::make_unexpected(StoreError{StoreError::Kind::unavailable, health_.reason()});
  hand_on(std::move(outcome));
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

void PersistentFeed::send_write() {
  UnwrittenFacts::Records records = next_records();
  Written outcome;
  outcome.last = records.last;
  outcome.records = std::move(records.facts);
  auto job = [this, open = !opened_,
              out = std::move(outcome)](PersistentStore& store) mutable -> Worker::Completion {
    if (open) {
      out.result = store.open();
      out.opened = out.result.has_value();
    }
    if (out.result) out.result = merge(out.records, store);
    out.outside_writes = store.outside_writes();
    out.history = store.history();
    auto shared = std::make_shared<Written>(std::move(out));
    return [this, shared] { finished(std::move(*shared)); };
  };
  due_ = false;
  delay_timer_.stop();
  writing_ = workers_.writing.post(std::move(job));
  if (!writing_) due_ = true;
}

void PersistentFeed::finished(Written outcome) {
  writing_ = false;
  opened_ = opened_ || outcome.opened;
  known_.noted(outcome.outside_writes);
  const bool recovered = write_failed_ && outcome.result;
  write_failed_ = !outcome.result;
  unreachable_ = write_failed_ && outcome.result.error().kind != StoreError::Kind::read_only;
  opened_ = opened_ && !unreachable_;
  if (write_failed_) return failed(outcome.result.error());
  // Sources may have been read from a standby meanwhile, which lags behind.
  if (recovered && &workers_.reading != &workers_.writing) reopen_ = true;
  if (recovered) catching_up_ = journal_.last();
  std::size_t facts = 0;
  for (const auto& record : outcome.records) facts += record->size();
  note_written(outcome.last, facts);
  if (reading_ && facts > 0) written_meanwhile_.push_back(std::move(outcome.records));
  note_history(outcome.history);
  note_caught_up();
  note_success();
}

// The journal may have numbered anew what waits: then all of it counts.
void PersistentFeed::note_caught_up() {
  if (!catching_up_ || (place() < *catching_up_ && !all_written())) return;
  catching_up_.reset();
  if (on_caught_up_) on_caught_up_();
}

// So many that neither the store nor the loop has too much to look through.
std::size_t PersistentFeed::most_questions(const Excerpt& excerpt) const {
  const std::size_t rows = kMostRowsFound / excerpt.most();
  const std::size_t facts = kMostFiltered / (facts_.size() + 1);
  return std::clamp<std::size_t>(std::min(rows, facts), 1, kMostQuestions);
}

// What is found by key comes first: it is short.
StoreResult<std::vector<SourceFacts>> PersistentFeed::read(PersistentStore& store, bool reopen,
                                                           Read& out, std::size_t most) {
  if (reopen) {
    if (const auto opened = store.open(); !opened) return tl::make_unexpected(opened.error());
  }
  if (!out.keys.empty()) {
    auto found = store.find(out.keys, out.reading.cutoffs, out.reading.excerpt);
    if (!found) return tl::make_unexpected(found.error());
    out.found = std::move(*found);
    if (out.sources.empty()) return std::vector<SourceFacts>{};
  }
  return store.load(out.sources, out.reading.cutoffs, most);
}

void PersistentFeed::send_read(const Reading& reading) {
  Read outcome;
  outcome.reading = reading;
  for (auto src = wanted_.begin(); src != wanted_.end() && outcome.sources.size() < kMostSources;) {
    outcome.sources.push_back(*src);
    src = wanted_.erase(src);
  }
  const std::size_t most = std::min(most_questions(reading.excerpt), questions_.size());
  for (std::size_t i = 0; i < most; ++i) {
    outcome.questions.push_back(questions_[i].number);
    outcome.keys.push_back(questions_[i].keys);
  }
  auto job = [this, reopen = reopen_, most_facts = options_.most_of_source,
              out = outcome](PersistentStore& store) mutable -> Worker::Completion {
    out.result = read(store, reopen, out, most_facts);
    out.outside_writes = store.outside_writes();
    out.history = store.history();
    auto shared = std::make_shared<Read>(std::move(out));
    return [this, shared] { finished(std::move(*shared)); };
  };
  reading_ = workers_.reading.post(std::move(job));
  if (!reading_) return wanted_.insert(outcome.sources.begin(), outcome.sources.end());
  asked_.insert(outcome.sources.begin(), outcome.sources.end());
  questions_.erase(questions_.begin(), questions_.begin() + static_cast<std::ptrdiff_t>(most));
  read_due_ = reopen_ = false;
}

void PersistentFeed::finished(Read outcome) {
  reading_ = false;
  asked_.clear();
  known_.noted(outcome.outside_writes);
  const std::string& history = journal_.history(JournalReader::persistent);
  if (outcome.result && !history.empty() && !outcome.history.empty() &&
      history != outcome.history) {
    // One of the two connections leads to a server that does not have what the other has taken.
    opened_ = false;
    outcome.result = tl::make_unexpected(
        StoreError{StoreError::Kind::unavailable, "sources were read from another server"});
  }
  read_failed_ = !outcome.result;
  reopen_ = reopen_ || read_failed_;
  if (read_failed_) {
    failed(outcome.result.error());
  } else {
    note_success();
  }
  if (outcome.result && !add_waiting(outcome)) {
    outcome.result = tl::make_unexpected(
        StoreError{StoreError::Kind::unavailable, "too much waits in the journal"});
  }
  written_meanwhile_.clear();
  hand_on(std::move(outcome));
}

// Sources that did not fit into the job are wanted still.
void PersistentFeed::hand_on(Read outcome) {
  if (outcome.result) {
    wanted_.insert(outcome.sources.begin(), outcome.sources.end());
    for (const SourceFacts& source : *outcome.result) wanted_.erase(source.src);
  }
  StoreResult<std::vector<std::vector<Fact>>> found = std::move(outcome.found);
  if (!outcome.result) found = tl::make_unexpected(outcome.result.error());
  if (!outcome.sources.empty()) on_loaded_(outcome.sources, std::move(outcome.result));
  if (!outcome.questions.empty()) on_found_(outcome.questions, std::move(found));
}

void PersistentFeed::note_written(JournalSequence last, std::size_t facts) {
  place();
  if (last != 0) journal_.passed(JournalReader::persistent, last);
  place_ = journal_.place(JournalReader::persistent);
  // The journal may have joined records since, and pass them only together.
  if (place_ < last) facts_.clear();
  facts_.passed(place_);
  const bool more = place_ != journal_.last();
  unwritten_ = more ? unwritten_ - std::min(unwritten_, facts) : 0;
  if (more && !due_ && !delay_timer_.running()) delay_timer_.start(options_.delay);
}

void PersistentFeed::note_history(const std::string& history) {
  const std::string before = journal_.history(JournalReader::persistent);
  if (history.empty() || history == before) return;
  journal_.set_history(JournalReader::persistent, history);
  if (before.empty()) return;
  log_typed(LogType::dbaccess, 1, "{} was {} and is {}: it gets again what the journal has kept",
            health_.name(), escaped(before), escaped(history));
  journal_.rewind(JournalReader::persistent, 0);
  due_ = true;
  // So that the batches follow each other without a pause.
  unwritten_ = std::numeric_limits<std::size_t>::max() / 2;
  if (on_other_history_) on_other_history_();
}

void PersistentFeed::failed(const StoreError& error) {
  health_.set_down(error);
  schedule_retry();
}

// One kind of job says nothing of the other.
void PersistentFeed::note_success() {
  if (read_failed_ && !unreachable_) read_due_ = true;
  if (read_failed_ || write_failed_) return;
  pause_ = {};
  health_.set_up();
}

bool PersistentFeed::each_unwritten(const std::function<void(const Fact&)>& fact) {
  const JournalSequence taken = place();
  if (taken == journal_.last()) return true;
  if (!facts_.complete(taken, journal_.last())) return false;
  facts_.each(fact);
  return true;
}

// False where more waits than can be looked through.
bool PersistentFeed::each_waiting(const std::function<void(const Fact&)>& fact) {
  const auto waiting = journal_.next(JournalReader::persistent, kMostLookedThrough);
  if (!waiting || waiting->last < journal_.last()) return false;
  for (const Fact& each : waiting->facts) fact(each);
  return true;
}

namespace {

// Who is to get the facts of a source.
struct Takers {
  std::vector<Fact>* source = nullptr;
  std::vector<std::pair<ExcerptFilter, std::vector<Fact>*>> questions;

  void offer(const Fact& fact) {
    if (source != nullptr) source->push_back(fact);
    for (auto& [filter, found] : questions) {
      if (filter.takes(fact)) found->push_back(fact);
    }
  }
};

}  // namespace

bool PersistentFeed::add_waiting(Read& outcome) {
  const JournalSequence taken = place();
  const bool all_written = taken == journal_.last();
  if (all_written && written_meanwhile_.empty()) return true;
  const bool in_memory = all_written || facts_.complete(taken, journal_.last());
  const bool passed_over = in_memory && written_meanwhile_.empty();
  std::unordered_map<std::string_view, Takers> by_src;
  for (SourceFacts& source : *outcome.result) {
    if (!passed_over || facts_.may_hold(source.src)) by_src[source.src].source = &source.facts;
  }
  for (std::size_t i = 0; i < outcome.keys.size(); ++i) {
    const Keys& keys = outcome.keys[i];
    if (passed_over && !facts_.may_hold(keys.src)) continue;
    by_src[keys.src].questions.emplace_back(ExcerptFilter(keys, outcome.reading.excerpt),
                                            &outcome.found[i]);
  }
  if (by_src.empty()) return true;
  const auto add = [&](const Fact& fact) {
    const auto takers = by_src.find(fact.src);
    if (takers != by_src.end() && !expired(fact, outcome.reading.cutoffs)) {
      takers->second.offer(fact);
    }
  };
  for (const Records& records : written_meanwhile_) {
    for (const auto& record : records) std::ranges::for_each(*record, add);
  }
  if (!in_memory) return each_waiting(add);
  facts_.each(add);
  return true;
}

// Jitter, so that several hosts do not knock at the same moment.
void PersistentFeed::schedule_retry() {
  if (retry_timer_.running()) return;
  static thread_local std::minstd_rand random{std::random_device{}()};
  pause_ = std::clamp(pause_ * 2, options_.retry_first, options_.retry_most);
  std::uniform_int_distribution<std::int64_t> around(pause_.count() / 2, pause_.count());
  retry_timer_.start(std::chrono::milliseconds(around(random)));
}

}  // namespace greycache
