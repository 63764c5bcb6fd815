// The hot store in memory.
#include "greycache/memory/memory_hot_store.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "common/keyed_hash.h"
#include "greycache/policy/correspondent.h"

namespace greycache {

namespace {

using Entry = SourcePage::Entry;

std::uint32_t packed(UnixTime time) {
  constexpr UnixTime kLast = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<UnixTime>(time, 0, kLast));
}

Seen seen_of(const Entry& entry) {
  return {entry.first_seen, entry.last_seen};
}

bool expired(const Entry& entry, const Cutoffs& cutoffs) {
  return expired(entry.kind, seen_of(entry), cutoffs);
}

void merge_into(Entry& into, const Entry& copy) {
  Seen seen = seen_of(into);
  merge_into(into.kind, seen, seen_of(copy));
  into.first_seen = packed(seen.first_seen);
  into.last_seen = packed(seen.last_seen);
}

// Names end in a NUL, which no name holds.
std::string_view take_name(std::string_view& names) {
  const std::size_t end = std::min(names.find('\0'), names.size());
  const std::string_view name = names.substr(0, end);
  names.remove_prefix(std::min(end + 1, names.size()));
  return name;
}

Fact fact_of(const SourcePage& page, const Entry& entry) {
  Fact fact;
  fact.kind = entry.kind;
  fact.src = page.src();
  std::string_view names = page.names(entry).substr(1);
  fact.sender_domain = take_name(names);
  fact.sender_name = take_name(names);
  fact.rcpt = take_name(names);
  fact.first_seen = entry.first_seen;
  fact.last_seen = entry.last_seen;
  return fact;
}

std::uint16_t hour_of(UnixTime now) {
  return static_cast<std::uint16_t>(now / 3600 & 0xffff);
}

// For the rest of the hour in which it was found to be so.
bool is_large(const Source& source, UnixTime now) {
  return source.residence == Residence::large && source.large_hour == hour_of(now);
}

// By what a source that has too many entries is to lose them: the first goes first.
auto worth(const Entry& entry) {
  return std::tuple(entry.kind != FactKind::connect, entry.last_seen);
}

// Most sources have few entries and no domain: to see that costs less than to look for one.
bool may_hold_domain(const SourcePage& page) {
  constexpr std::size_t kFew = 32;
  const std::span<const Entry> entries = page.entries();
  return entries.size() > kFew ||
         std::any_of(entries.begin(), entries.end(),
                     [](const Entry& entry) { return entry.kind == FactKind::domain_awl; });
}

}  // namespace

MemoryHotStore::MemoryHotStore(const MemoryLimits& limits)
    : limits_(limits), table_(limits.entries) {}

bool MemoryHotStore::is_whole(const Source& source, const Ages& ages) const {
  return source.residence == Residence::whole && ages_[source.ages].cover(ages);
}

Residence MemoryHotStore::residence(const Source& source, const Instant& at) const {
  if (is_whole(source, at.ages)) return Residence::whole;
  return is_large(source, at.now) ? Residence::large : Residence::absent;
}

void MemoryHotStore::make_whole(Source& source, const Ages& ages) {
  source.ages = index_of(ages);
  source.residence = Residence::whole;
}

void MemoryHotStore::make_large(Source& source, UnixTime now) {
  source.residence = Residence::large;
  source.large_hour = hour_of(now);
}

// Settings are reloaded with other ages now and then: few are ever seen.
std::uint8_t MemoryHotStore::index_of(const Ages& ages) {
  const auto known = std::find(ages_.begin(), ages_.end(), ages);
  if (known != ages_.end()) return static_cast<std::uint8_t>(known - ages_.begin());
  if (ages_.size() > std::numeric_limits<std::uint8_t>::max()) {
    table_.each([](Source& source) { source.residence = Residence::absent; });
    ages_.clear();
  }
  ages_.push_back(ages);
  return static_cast<std::uint8_t>(ages_.size() - 1);
}

std::string_view MemoryHotStore::names_of(FactKind kind, std::string_view sender_domain,
                                          std::string_view sender_name, std::string_view rcpt) {
  names_.clear();
  names_ += static_cast<char>('0' + static_cast<char>(kind));
  names_.append(sender_domain) += '\0';
  if (kind != FactKind::domain_awl) names_.append(sender_name) += '\0';
  if (kind == FactKind::connect) names_.append(rcpt) += '\0';
  return names_;
}

std::optional<Seen> MemoryHotStore::find(Source& source, FactKind kind, const Keys& keys) {
  const std::string& name = kind == FactKind::connect ? keys.sender_name : keys.awl_name;
  const std::string_view names = names_of(kind, keys.sender_domain, name, keys.rcpt);
  const Entry* entry = source.page.find(keyed_hash(names), names);
  if (entry == nullptr) return std::nullopt;
  return seen_of(*entry);
}

void MemoryHotStore::find(Source& source, const Keys& keys, KnownEntries& found) {
  if (holds_correspondents(keys.src)) {
    found.correspondent = find(source, FactKind::correspondent, keys);
    return;
  }
  found.domain_awl = find(source, FactKind::domain_awl, keys);
  found.from_awl = find(source, FactKind::from_awl, keys);
  found.connect = find(source, FactKind::connect, keys);
}

// An entry that is seldom expired: the rest is looked for only where there is none.
bool MemoryHotStore::find_passing(Source& source, const Keys& keys, KnownEntries& found) {
  if (holds_correspondents(keys.src)) {
    found.correspondent = find(source, FactKind::correspondent, keys);
    return found.correspondent.has_value();
  }
  if (may_hold_domain(source.page)) found.domain_awl = find(source, FactKind::domain_awl, keys);
  if (!found.domain_awl) found.from_awl = find(source, FactKind::from_awl, keys);
  return found.domain_awl || found.from_awl;
}

std::optional<KnownEntries> MemoryHotStore::peek(const Keys& keys, const Ages& ages) {
  Source* source = table_.find(keys.src);
  if (source == nullptr) return std::nullopt;
  table_.touch(*source);
  KnownEntries found;
  if (find_passing(*source, keys, found)) return found;
  if (!is_whole(*source, ages)) return std::nullopt;
  if (!holds_correspondents(keys.src)) found.connect = find(*source, FactKind::connect, keys);
  found.residence = Residence::whole;
  return found;
}

// In two rounds: the sources first, whose memory is fetched while the next one is looked for.
void MemoryHotStore::look_up(std::span<const LookUp> asked, const Instant& at,
                             std::span<KnownEntries> found, LookUpDone done) {
  asked_.clear();
  for (const LookUp& look_up : asked) {
    asked_.push_back(table_.find(look_up.keys->src));
    if (asked_.back() != nullptr) __builtin_prefetch(asked_.back()->page.entries().data());
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    found[i] = {};
    if (asked[i].all != nullptr) asked[i].all->clear();
    Source* source = asked_[i];
    if (source == nullptr) continue;
    table_.touch(*source);
    found[i].residence = residence(*source, at);
    find(*source, *asked[i].keys, found[i]);
    if (asked[i].all == nullptr) continue;
    const auto entries = source->page.entries();
    asked[i].all->reserve(entries.size());
    for (const Entry& entry : entries) asked[i].all->push_back(fact_of(source->page, entry));
  }
  done({});
}

void MemoryHotStore::apply(std::span<const Fact> facts, const Instant& at, WriteDone done) {
  for (const Fact& fact : facts) write(source_for(fact.src), fact, at, Write::replace);
  done({});
}

void MemoryHotStore::fill(std::span<const SourceFacts> sources, const Instant& at) {
  for (const SourceFacts& filled : sources) {
    Source& source = source_for(filled.src);
    if (filled.whole) {
      make_whole(source, at.ages);
    } else {
      make_large(source, at.now);
    }
    reserve(source, filled.facts);
    for (const Fact& fact : filled.facts) write(source, fact, at, Write::merge);
  }
}

void MemoryHotStore::replay(std::span<const Fact> facts, const Instant& at, WriteDone done) {
  for (const Fact& fact : facts) write(source_for(fact.src), fact, at, Write::merge);
  done({});
}

void MemoryHotStore::drop(std::span<const std::string> sources) {
  for (const std::string& src : sources) {
    if (Source* source = table_.find(src)) remove(*source);
  }
}

Source& MemoryHotStore::source_for(std::string_view src) {
  src = src.substr(0, SourcePage::kMaxNames);
  if (Source* source = table_.find(src)) {
    table_.touch(*source);
    return *source;
  }
  evict_beyond(limits_.entries - 1, limits_.bytes);
  Source& source = table_.get(src);
  bytes_ += source.page.bytes() + SourceTable::kBytesPerSource;
  return source;
}

void MemoryHotStore::write(Source& source, const Fact& fact, const Instant& at, Write how) {
  // Of a large source they are asked for by key, and would only push out what is of use.
  if (source.residence == Residence::large && fact.kind == FactKind::connect) return;
  const std::string_view names =
      names_of(fact.kind, fact.sender_domain, fact.sender_name, fact.rcpt);
  if (names.size() > SourcePage::kMaxNames) return;
  Entry copy{keyed_hash(names), packed(fact.first_seen), packed(fact.last_seen), 0, 0, fact.kind};
  const Cutoffs cutoffs = at.cutoffs();
  if (how == Write::merge && expired(copy, cutoffs)) return;
  Entry* entry = source.page.find(copy.hash, names);
  if (entry == nullptr) {
    add(source, copy, names, at);
  } else if (how == Write::merge && !expired(*entry, cutoffs)) {
    merge_into(*entry, copy);
  } else {
    if (expired(*entry, cutoffs)) note_loss(source, at.ages);
    entry->first_seen = copy.first_seen;
    entry->last_seen = copy.last_seen;
  }
}

void MemoryHotStore::reserve(Source& source, std::span<const Fact> facts) {
  if (!source.page.entries().empty()) return;
  std::size_t names = 0;
  for (const Fact& fact : facts) {
    names += names_of(fact.kind, fact.sender_domain, fact.sender_name, fact.rcpt).size();
  }
  const std::size_t before = source.page.bytes();
  source.page.reserve(facts.size(), names);
  bytes_ += source.page.bytes() - before;
}

void MemoryHotStore::add(Source& source, const Entry& entry, std::string_view names,
                         const Instant& at) {
  if (!source.page.has_room(names.size())) drop_expired(source, at);
  const std::size_t before = source.page.bytes();
  source.page.insert(entry, names);
  bytes_ += source.page.bytes() - before;
  ++entries_;
  if (source.page.entries().size() > limits_.entries_per_source) {
    make_large(source, at.now);
    shrink(source);
  }
  evict_beyond(limits_.entries, limits_.bytes);
}

// Something expired goes: whoever counts by longer ages lacks it.
void MemoryHotStore::note_loss(Source& source, const Ages& ages) {
  if (source.residence != Residence::whole || ages_[source.ages] == ages) return;
  source.ages = index_of(shorter(ages_[source.ages], ages));
}

// A clock that was set may be set back, and what is over may hide a younger moment of the same
// attempt, for which the persistent store is asked.
void MemoryHotStore::drop_expired(Source& source, const Instant& at) {
  const Cutoffs cutoffs = at.cutoffs_by_every_clock();
  note_loss(source, at.ages);
  const auto entries = source.page.entries();
  std::vector<bool> kept(entries.size());
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = !expired(entries[i], cutoffs);
  keep(source, kept);
}

void MemoryHotStore::shrink(Source& source) {
  const auto entries = source.page.entries();
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto lost = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 4 + 1);
  std::nth_element(order.begin(), lost, order.end(), [&](std::size_t a, std::size_t b) {
    return worth(entries[a]) < worth(entries[b]);
  });
  std::vector<bool> kept(entries.size(), true);
  std::for_each(order.begin(), lost, [&](std::size_t index) { kept[index] = false; });
  keep(source, kept);
}

void MemoryHotStore::keep(Source& source, const std::vector<bool>& kept) {
  const auto lost = static_cast<std::size_t>(std::count(kept.begin(), kept.end(), false));
  if (lost == 0) return;
  const std::size_t before = source.page.bytes();
  source.page.keep(kept);
  entries_ -= lost;
  bytes_ -= before - source.page.bytes();
}

// Leaves alone the most recently used source, which is being written.
void MemoryHotStore::evict_beyond(std::size_t entries, std::size_t bytes) {
  while (entries_ + table_.size() > entries || bytes_ > bytes) {
    Source* source = table_.oldest();
    if (source == nullptr || table_.size() == 1) return;
    evict(*source);
  }
}

void MemoryHotStore::evict(Source& source) {
  ++evicted_;
  remove(source);
}

void MemoryHotStore::remove(Source& source) {
  bytes_ -= source.page.bytes() + SourceTable::kBytesPerSource;
  entries_ -= source.page.entries().size();
  table_.remove(source);
}

void MemoryHotStore::each(const std::function<void(Fact)>& fact) {
  table_.each([&fact](const Source& source) {
    for (const Entry& entry : source.page.entries()) fact(fact_of(source.page, entry));
  });
}

void MemoryHotStore::tend(const Instant& at) {
  const Cutoffs cutoffs = at.cutoffs();
  for (std::size_t i = 0; i < kTended; ++i) {
    Source* source = table_.next_in_round();
    if (source == nullptr || is_large(*source, at.now)) continue;
    const auto entries = source->page.entries();
    if (std::all_of(entries.begin(), entries.end(),
                    [&](const Entry& entry) { return expired(entry, cutoffs); })) {
      remove(*source);
    }
  }
}

}  // namespace greycache
