// The journal's last records in memory.
#include "greycache/storage/unwritten_facts.h"

#include <utility>

#include "greycache/policy/correspondent.h"

namespace greycache {

std::uint64_t UnwrittenFacts::hash_of(std::uint64_t src_hash, const Names& names) {
  constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15U;
  std::uint64_t hash = src_hash + static_cast<std::uint64_t>(names.kind);
  for (const std::string_view name : {names.sender_domain, names.sender_name, names.rcpt}) {
    if (!name.empty()) hash = hash * kSpread + keyed_hash(name);
  }
  return hash;
}

void UnwrittenFacts::add(JournalSequence sequence, std::vector<Fact> facts, JournalSequence place) {
  // With a gap, or without room for one record, the others are of no use: what comes next must be
  // read from the journal in any case, and that has them all.
  const JournalSequence before = records_.empty() ? place : records_.back().sequence;
  if (sequence != before + 1 || facts_ + facts.size() > most_facts_) return clear();
  push({before, sequence, std::make_shared<const std::vector<Fact>>(std::move(facts))});
}

void UnwrittenFacts::take_in(JournalSequence last, std::shared_ptr<const std::vector<Fact>> facts) {
  clear();
  if (!facts->empty() && facts->size() <= most_facts_) {
    push({kNotKnown, last, std::move(facts)});
  }
}

void UnwrittenFacts::push(Record record) {
  facts_ += record.facts->size();
  record.places.reserve(record.facts->size());
  for (const Fact& fact : *record.facts) {
    const std::uint64_t src_hash = keyed_hash(fact.src);
    const Place place{src_hash % kBuckets, hash_of(src_hash, names_of(fact))};
    ++counts_[place.src_bucket];
    named_[place.names].push_back(&fact);
    record.places.push_back(place);
  }
  records_.push_back(std::move(record));
}

void UnwrittenFacts::passed(JournalSequence sequence) {
  while (!records_.empty() && records_.front().sequence <= sequence) {
    for (const Place& place : records_.front().places) {
      --counts_[place.src_bucket];
      const auto named = named_.find(place.names);
      named->second.pop_front();
      if (named->second.empty()) named_.erase(named);
    }
    facts_ -= records_.front().facts->size();
    records_.pop_front();
  }
}

void UnwrittenFacts::clear() {
  if (records_.empty()) return;
  records_.clear();
  counts_.fill(0);
  named_.clear();
  facts_ = 0;
}

bool UnwrittenFacts::complete(JournalSequence place, JournalSequence last) const {
  return !records_.empty() && records_.front().after == place && records_.back().sequence == last;
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

std::vector<Fact> UnwrittenFacts::Records::all() const {
  std::vector<Fact> all;
  for (const auto& record : facts) all.insert(all.end(), record->begin(), record->end());
  return all;
}

void UnwrittenFacts::each(const std::function<void(const Fact&)>& fact) const {
  for (const Record& record : records_) {
    for (const Fact& held : *record.facts) fact(held);
  }
}

void UnwrittenFacts::each_named(const Keys& keys,
                                const std::function<void(const Fact&)>& fact) const {
  const std::uint64_t src_hash = keyed_hash(keys.src);
  if (counts_[src_hash % kBuckets] == 0) return;
  if (holds_correspondents(keys.src)) {
    return look_for(
        src_hash, {FactKind::correspondent, keys.src, keys.sender_domain, keys.awl_name, {}}, fact);
  }
  look_for(src_hash, {FactKind::domain_awl, keys.src, keys.sender_domain, {}, {}}, fact);
  look_for(src_hash, {FactKind::from_awl, keys.src, keys.sender_domain, keys.awl_name, {}}, fact);
  look_for(src_hash, {FactKind::connect, keys.src, keys.sender_domain, keys.sender_name, keys.rcpt},
           fact);
}

void UnwrittenFacts::look_for(std::uint64_t src_hash, const Names& names,
                              const std::function<void(const Fact&)>& fact) const {
  const auto found = named_.find(hash_of(src_hash, names));
  if (found == named_.end()) return;
  for (const Fact* held : found->second) {
    if (names_of(*held) == names) fact(*held);
  }
}

}  // namespace greycache
