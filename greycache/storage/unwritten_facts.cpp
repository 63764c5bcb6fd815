// The journal's last records in memory.
#include "greycache/storage/unwritten_facts.h"

#include <utility>

#include "common/keyed_hash.h"

namespace greycache {

std::size_t UnwrittenFacts::bucket(std::string_view src) {
  return keyed_hash(src) % std::tuple_size_v<decltype(counts_)>;
}

void UnwrittenFacts::add(JournalSequence sequence, std::vector<Fact> facts, JournalSequence place) {
  // With a gap, or without room for one record, the others are of no use: what comes next must be
  // read from the journal in any case, and that has them all.
  const JournalSequence before = records_.empty() ? place : records_.back().sequence;
  if (sequence != before + 1 || facts_ + facts.size() > most_facts_) return clear();
  facts_ += facts.size();
  for (const Fact& fact : facts) ++counts_[bucket(fact.src)];
  records_.push_back({sequence, std::make_shared<const std::vector<Fact>>(std::move(facts))});
}

void UnwrittenFacts::passed(JournalSequence sequence) {
  while (!records_.empty() && records_.front().sequence <= sequence) {
    for (const Fact& fact : *records_.front().facts) --counts_[bucket(fact.src)];
    facts_ -= records_.front().facts->size();
    records_.pop_front();
  }
}

void UnwrittenFacts::clear() {
  if (records_.empty()) return;
  records_.clear();
  counts_.fill(0);
  facts_ = 0;
}

bool UnwrittenFacts::complete(JournalSequence place, JournalSequence last) const {
  return !records_.empty() && records_.front().sequence == place + 1 &&
         records_.back().sequence == last;
}

UnwrittenFacts::Records UnwrittenFacts::next(std::size_t facts) const {
  Records next;
  std::size_t gathered = 0;
  for (const Record& record : records_) {
    if (gathered >= facts) break;
    gathered += record.facts->size();
    next.facts.push_back(record.facts);
    next.last = record.sequence;
  }
  return next;
}

void UnwrittenFacts::each(const std::function<void(const Fact&)>& fact) const {
  for (const Record& record : records_) {
    for (const Fact& held : *record.facts) fact(held);
  }
}

}  // namespace greycache
