// The journal's last records in memory.
#include "greycache/storage/unwritten_facts.h"

#include <span>
#include <utility>

namespace greycache {

std::uint32_t UnwrittenFacts::bucket(std::uint64_t src_hash, const Names& names) {
  constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15U;
  std::uint64_t hash = src_hash + static_cast<std::uint64_t>(names.kind);
  for (const std::string_view name : {names.sender_domain, names.sender_name, names.rcpt}) {
    if (!name.empty()) hash = hash * kSpread + keyed_hash(name);
  }
  return hash % kBuckets;
}

void UnwrittenFacts::add(JournalSequence sequence, std::vector<Fact> facts, JournalSequence place) {
  // With a gap, or without room for one record, the others are of no use: what comes next must be
  // read from the journal in any case, and that has them all.
  const JournalSequence before = records_.empty() ? place : records_.back().sequence;
  if (sequence != before + 1 || facts_ + facts.size() > most_facts_) return clear();
  push({before, sequence, std::make_shared<const std::vector<Fact>>(std::move(facts)), {}});
}

void UnwrittenFacts::take_in(JournalSequence last, std::shared_ptr<const std::vector<Fact>> facts) {
  clear();
  if (!facts->empty() && facts->size() <= most_facts_) {
    push({kNotKnown, last, std::move(facts), {}});
  }
}

void UnwrittenFacts::push(Record record) {
  facts_ += record.facts->size();
  record.links = std::make_unique<Link[]>(record.facts->size());
  Link* link = record.links.get();
  for (const Fact& fact : *record.facts) {
    const std::uint64_t src_hash = keyed_hash(fact.src);
    *link = {&fact, nullptr, static_cast<std::uint32_t>(src_hash % kBuckets),
             bucket(src_hash, names_of(fact))};
    ++counts_[link->src_bucket];
    Chain& chain = chains_[link->names_bucket];
    (chain.last == nullptr ? chain.first : chain.last->next) = link;
    chain.last = link++;
  }
  records_.push_back(std::move(record));
}

void UnwrittenFacts::passed(JournalSequence sequence) {
  while (!records_.empty() && records_.front().sequence <= sequence) {
    const Record& record = records_.front();
    for (const Link& link : std::span(record.links.get(), record.facts->size())) {
      --counts_[link.src_bucket];
      Chain& chain = chains_[link.names_bucket];
      chain.first = chain.first->next;
      if (chain.first == nullptr) chain.last = nullptr;
    }
    facts_ -= record.facts->size();
    records_.pop_front();
  }
}

void UnwrittenFacts::clear() {
  if (records_.empty()) return;
  records_.clear();
  counts_.fill(0);
  chains_.fill({});
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
  look_for(src_hash, {FactKind::domain_awl, keys.src, keys.sender_domain, {}, {}}, fact);
  look_for(src_hash, {FactKind::from_awl, keys.src, keys.sender_domain, keys.awl_name, {}}, fact);
  look_for(src_hash, {FactKind::connect, keys.src, keys.sender_domain, keys.sender_name, keys.rcpt},
           fact);
}

void UnwrittenFacts::look_for(std::uint64_t src_hash, const Names& names,
                              const std::function<void(const Fact&)>& fact) const {
  for (const Link* link = chains_[bucket(src_hash, names)].first; link != nullptr;
       link = link->next) {
    if (names_of(*link->fact) == names) fact(*link->fact);
  }
}

}  // namespace greycache
