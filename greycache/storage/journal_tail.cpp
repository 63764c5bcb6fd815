// Memory first: the journal's file is read only for what memory does not hold.
#include "greycache/storage/journal_tail.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

namespace greycache {

namespace {

// Facts in the journal beyond which a source counts as unknown, since looking takes too long.
constexpr std::size_t kMostLookedThrough = 20'000;

std::size_t facts_in(const JournalTail::Records& records) {
  std::size_t facts = 0;
  for (const auto& record : records.facts) facts += record->size();
  return facts;
}

}  // namespace

void JournalTail::appended(JournalSequence sequence, std::vector<Fact> facts) {
  waiting_ += facts.size();
  facts_.add(sequence, std::move(facts), place());
}

// The journal numbers what waits anew when it joins records. So a place that nobody has moved here
// says that the facts in memory have numbers which do not count any more.
JournalSequence JournalTail::place() {
  const JournalSequence place = journal_.place(JournalReader::persistent);
  if (std::exchange(place_, place) != place) facts_.clear();
  return place;
}

JournalTail::Records JournalTail::next(std::size_t facts) {
  taken_after_ = place();
  if (facts_.complete(taken_after_, journal_.last())) return facts_.next(facts);
  auto chunk = journal_.next(JournalReader::persistent, facts);
  if (!chunk) {
    // Tried again after a delay, with the next batch: company does not make it readable.
    waiting_ = 0;
    return {};
  }
  if (chunk->facts.empty()) return {chunk->last, {}, true};
  auto read = std::make_shared<const std::vector<Fact>>(std::move(chunk->facts));
  if (chunk->last == journal_.last()) facts_.take_in(chunk->last, read);
  return {chunk->last, {std::move(read)}, true};
}

void JournalTail::written(Records records) {
  // With other numbers now they stand for others, too: they are written once more.
  const bool numbered_anew = place() != taken_after_;
  if (records.last != 0 && !numbered_anew) journal_.passed(JournalReader::persistent, records.last);
  place_ = journal_.place(JournalReader::persistent);
  // The journal may have joined records since, and pass them only together.
  if (place_ < records.last) facts_.clear();
  facts_.passed(place_);
  const std::size_t facts = facts_in(records);
  waiting_ = all_written() ? 0 : waiting_ - std::min(waiting_, facts);
  if (written_meanwhile_ && facts > 0) written_meanwhile_->push_back(std::move(records));
}

bool JournalTail::goes_on_from(const std::string& history) {
  const bool first = this->history().empty();
  if (history.empty() || history == this->history()) return false;
  journal_.set_history(JournalReader::persistent, history);
  if (first) return false;
  journal_.rewind(JournalReader::persistent, 0);
  // Nobody counts what the journal has kept. It is more than any batch waits for, so that the
  // batches follow each other without a pause.
  waiting_ = std::numeric_limits<std::size_t>::max() / 2;
  return true;
}

bool JournalTail::may_write() const {
  return !written_meanwhile_ || written_meanwhile_->size() < kMostMeanwhile;
}

// What was written meanwhile is in no index by source, and what is only in the journal neither.
JournalTail::Missed JournalTail::missed() {
  if (!journal_.knows_former()) return Missed::of_any;
  const JournalSequence taken = place();
  const bool nothing_meanwhile = !written_meanwhile_ || written_meanwhile_->empty();
  if (taken == journal_.last()) return nothing_meanwhile ? Missed::nothing : Missed::of_any;
  const bool in_memory = facts_.complete(taken, journal_.last());
  return in_memory && nothing_meanwhile ? Missed::of_some : Missed::of_any;
}

bool JournalTail::each_missed(const EachFact& fact) {
  if (!journal_.knows_former()) return false;
  if (written_meanwhile_) {
    for (const Records& records : *written_meanwhile_) {
      for (const auto& record : records.facts) std::ranges::for_each(*record, fact);
    }
  }
  return each_in_memory(fact) || each_in_journal(fact);
}

bool JournalTail::each_in_memory(const EachFact& fact) {
  const JournalSequence taken = place();
  if (taken == journal_.last()) return true;
  if (!facts_.complete(taken, journal_.last())) return false;
  facts_.each(fact);
  return true;
}

bool JournalTail::each_in_journal(const EachFact& fact) {
  const auto waiting = journal_.look_through(JournalReader::persistent, kMostLookedThrough);
  if (!waiting || waiting->lacks_some || waiting->last < journal_.last()) return false;
  std::ranges::for_each(waiting->facts, fact);
  return true;
}

}  // namespace greycache
