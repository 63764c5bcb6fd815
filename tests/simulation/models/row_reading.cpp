// What a persistent store reads for sources and requests.
#include "tests/simulation/models/row_reading.h"

#include <limits>

#include "greycache/policy/sound_fact.h"

namespace greycache::simulation {

template <typename Take>
void RowReading::visit(const RowKey& from, Take take) const {
  const auto belongs = [&from](const RowKey& key) {
    return key.kind == from.kind && key.src == from.src &&
           (from.sender_domain.empty() || key.sender_domain == from.sender_domain);
  };
  for (auto row = rows_.lower_bound(from); row != rows_.end() && belongs(row->first); ++row) {
    if (expired(row->first.kind, row->second, cutoffs_)) continue;
    if (!take(row->first, row->second)) return;
  }
}

void RowReading::add(const RowKey& key, const Seen& seen, std::vector<Fact>& facts) const {
  Fact fact = fact_of(key, seen);
  if (!is_sound(fact)) return aside_.read("the model", fact);
  bring_back(fact, cutoffs_);
  facts.push_back(std::move(fact));
}

std::size_t RowReading::load(SourceFacts& source, std::size_t limit, bool by_moment) const {
  constexpr UnixTime kEarliest = std::numeric_limits<UnixTime>::min();
  std::size_t rows = 0;
  const RowKey* last = nullptr;
  const auto take = [&](const RowKey& key, const Seen& seen) {
    if (!by_moment && last != nullptr && same_attempt(*last, key)) return true;
    last = &key;
    ++rows;
    add(key, seen, source.facts);
    return rows < limit;
  };
  // AWL entries first: of a source that has too many they are of use, too.
  for (const FactKind kind :
       {FactKind::domain_awl, FactKind::from_awl, FactKind::correspondent, FactKind::connect}) {
    if (rows < limit) visit({kind, source.src, {}, {}, {}, kEarliest}, take);
  }
  source.facts = merged(std::move(source.facts));
  return rows;
}

void RowReading::add_some(const RowKey& from, std::size_t limit, std::vector<Fact>& facts) const {
  if (limit == 0) return;
  visit(from, [&](const RowKey& key, const Seen& seen) {
    add(key, seen, facts);
    return --limit > 0;
  });
}

void RowReading::add_named(const Keys& keys, std::vector<Fact>& facts) const {
  const RowKey named[] = {{FactKind::domain_awl, keys.src, keys.sender_domain},
                          {FactKind::from_awl, keys.src, keys.sender_domain, keys.awl_name},
                          {FactKind::correspondent, keys.src, keys.sender_domain, keys.awl_name},
                          {FactKind::connect, keys.src, keys.sender_domain, keys.sender_name,
                           keys.rcpt, std::max<UnixTime>(cutoffs_.connect, 0)}};
  for (const RowKey& wanted : named) {
    visit(wanted, [&](const RowKey& key, const Seen& seen) {
      if (same_attempt(key, wanted)) add(key, seen, facts);
      return false;
    });
  }
}

std::vector<Fact> RowReading::find(const Keys& keys, const Excerpt& sizes) const {
  std::vector<Fact> facts;
  add_named(keys, facts);
  add_some({FactKind::from_awl, keys.src, keys.sender_domain}, sizes.from_awl_of_domain, facts);
  add_some({FactKind::from_awl, keys.src}, sizes.from_awl, facts);
  add_some({FactKind::domain_awl, keys.src}, sizes.domain_awl, facts);
  add_some({FactKind::connect, keys.src}, sizes.connect, facts);
  return merged(std::move(facts));
}

}  // namespace greycache::simulation
