// The requests that are decided, answered together once what they change is safe.
#include "greycache/engine/group_commit.h"

#include <cstdint>
#include <utility>

namespace greycache {

void GroupCommit::add(PendingPtr pending) {
  for (const Fact& change : pending->decision.changes) changes_.add(change);
  decided_.push_back(std::move(pending));
}

std::span<const Fact> GroupCommit::changes_of(const Keys& keys) {
  changes_and_waiting_.clear();
  writer_->each_waiting(keys, [&](const Fact& fact) { changes_and_waiting_.push_back(fact); });
  const std::span<const Fact> changes = changes_.of(keys.src);
  if (changes_and_waiting_.empty()) return changes;
  changes_and_waiting_.insert(changes_and_waiting_.end(), changes.begin(), changes.end());
  return changes_and_waiting_;
}

// The journal comes first: from then on the changes are safe. Where neither its disk nor its memory
// takes them they are counted, and mail goes on (in doubt, accept): the hot store has them at
// least.
PendingList GroupCommit::commit(const Instant& at) {
  if (!absent_.empty()) hot_.fill(std::exchange(absent_, {}), at);
  if (!changes_.empty()) {
    std::vector<Fact> facts = changes_.take();
    const auto sequence = journal_.append(facts);
    hot_.apply(facts, sequence.value_or(0), at);
    if (sequence) {
      writer_->appended(*sequence, std::move(facts));
    } else {
      statistics_.unjournalled += static_cast<std::int64_t>(facts.size());
    }
  }
  return std::exchange(decided_, {});
}

}  // namespace greycache
