// One question a batch, and a look at its facts where the answer is another one.
#include "greycache/storage/confirmation.h"

#include <algorithm>
#include <utility>

namespace greycache {

namespace {

bool is_late(const UnwrittenFacts::Records& records, const Instant& at) {
  return std::ranges::any_of(records.facts, [&](const auto& record) {
    return std::ranges::any_of(
        *record, [&](const Fact& fact) { return fact.last_seen < at.now - Confirmation::kLate; });
  });
}

}  // namespace

void Confirmation::begin(Records records, const Instant& at) {
  if (records.facts.empty()) return;
  batches_.push_back({records.last});
  hot_.ask_losses([this, at, records = std::move(records),
                   attempt = attempt_](const StoreResult<std::string>& losses) {
    if (attempt != attempt_) return;
    if (!losses) return failed_(losses.error());
    on_losses(records, at, *losses);
  });
}

// What was lost may have been lost before the answer, of all that the journal has by now.
void Confirmation::on_losses(const Records& records, const Instant& at, const std::string& losses) {
  if (losses_ != losses) {
    losses_ = losses;
    suspect_ = journal_.last();
  }
  if (records.last > suspect_ && !is_late(records, at)) return done(records.last);
  hot_.confirm(records.all(), at,
               [this, last = records.last, attempt = attempt_](const StoreResult<void>& result) {
                 if (attempt != attempt_) return;
                 if (!result) return failed_(result.error());
                 done(last);
               });
}

void Confirmation::done(JournalSequence last) {
  const auto batch =
      std::ranges::find_if(batches_, [&](const Batch& b) { return b.last == last && !b.done; });
  if (batch != batches_.end()) batch->done = true;
  while (!batches_.empty() && batches_.front().done) {
    place_ = std::max(place_, batches_.front().last);
    batches_.pop_front();
  }
}

void Confirmation::given_again(JournalSequence stored) {
  place_ = std::max(place_, stored);
}

void Confirmation::give_up() {
  ++attempt_;
  batches_.clear();
}

}  // namespace greycache
