// The journal's last records in memory.
#include "greycache/server/unwritten_facts.h"

#include <utility>

#include "common/keyed_hash.h"

namespace greycache {

std::size_t UnwrittenFacts::bucket(std::string_view src) {
  return keyed_hash(src) % std::tuple_size_v<decltype(counts_)>;
}

void UnwrittenFacts::add(JournalSequence sequence, std::vector<Fact> facts, JournalSequence place) {
  const JournalSequence before = records_.empty() ? place : records_.back().sequence;
  if (sequence != before + 1 || facts_ + facts.size() > most_facts_) return clear();
  facts_ += facts.size();
  for (const Fact& fact : facts) ++counts_[bucket(fact.src)];
  records_.push_back({sequence, std::move(facts)});
}

void UnwrittenFacts::passed(JournalSequence sequence) {
  while (!records_.empty() && records_.front().sequence <= sequence) {
    for (const Fact& fact : records_.front().facts) --counts_[bucket(fact.src)];
    facts_ -= records_.front().facts.size();
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

Journal::Chunk UnwrittenFacts::next(std::size_t facts) const {
  Journal::Chunk chunk;
  for (const Record& record : records_) {
    if (chunk.facts.size() >= facts) break;
    chunk.facts.insert(chunk.facts.end(), record.facts.begin(), record.facts.end());
    chunk.last = record.sequence;
  }
  return chunk;
}

void UnwrittenFacts::each(const std::function<void(const Fact&)>& fact) const {
  for (const Record& record : records_) {
    for (const Fact& held : record.facts) fact(held);
  }
}

}  // namespace greycache
