// What this host has acknowledged counts before the store has it, and while it gets it.
#include "greycache/storage/store_reading.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace greycache {

namespace {

StoreResult<std::vector<SourceFacts>> read_both(PersistentStore& store, StoreReading& reading,
                                                bool reopen, std::size_t most) {
  const bool asks_nothing = reading.sources.empty() && reading.keys.empty();
  StoreResult<void> works;
  if (reopen) {
    works = store.open();
  } else if (asks_nothing) {
    works = store.ask_history();
  }
  if (!works) return tl::make_unexpected(works.error());
  if (asks_nothing) return std::vector<SourceFacts>{};
  // What is found by key comes first: it is short.
  if (!reading.keys.empty()) {
    auto found = store.find(reading.keys, reading.cutoffs_of_questions(), reading.terms.excerpt);
    if (!found) return tl::make_unexpected(found.error());
    reading.found = std::move(*found);
    if (reading.sources.empty()) return std::vector<SourceFacts>{};
  }
  return store.load(reading.sources, reading.terms.cutoffs, most);
}

// Who is to get the facts of a source.
struct Takers {
  std::vector<Fact>* source = nullptr;
  std::vector<std::pair<ExcerptFilter, std::vector<Fact>*>> questions;

  void offer(const Fact& fact, const Cutoffs& of_questions) {
    if (source != nullptr) source->push_back(fact);
    if (expired(fact, of_questions)) return;
    for (auto& [filter, found] : questions) {
      if (filter.takes(fact)) found->push_back(fact);
    }
  }
};

using TakersBySource = std::unordered_map<std::string_view, Takers>;

// Those whose sources `may_miss`.
template <typename MayMiss>
TakersBySource takers_of(StoreReading& reading, const MayMiss& may_miss) {
  TakersBySource takers;
  for (SourceFacts& source : *reading.result) {
    if (may_miss(source.src)) takers[source.src].source = &source.facts;
  }
  for (std::size_t i = 0; i < reading.keys.size(); ++i) {
    const Keys& keys = reading.keys[i];
    if (!may_miss(keys.src)) continue;
    takers[keys.src].questions.emplace_back(ExcerptFilter(keys, reading.terms.excerpt),
                                            &reading.found[i]);
  }
  return takers;
}

}  // namespace

void StoreReading::read(PersistentStore& store, bool reopen, std::size_t most) {
  result = read_both(store, *this, reopen, most);
  outside_writes = store.outside_writes();
  history = store.history();
}

Cutoffs StoreReading::cutoffs_of_questions() const {
  Cutoffs cutoffs = terms.cutoffs;
  cutoffs.connect = std::max(cutoffs.connect, connects_from);
  return cutoffs;
}

void StoreReading::fail(std::string why) {
  result = tl::make_unexpected(StoreError{StoreError::Kind::unavailable, std::move(why)});
}

bool StoreReading::add_missed(JournalTail& tail) {
  const JournalTail::Missed missed = tail.missed();
  if (missed == JournalTail::Missed::nothing) return true;
  TakersBySource takers = takers_of(*this, [&](std::string_view src) {
    return missed == JournalTail::Missed::of_any || tail.may_wait_of(src);
  });
  if (takers.empty()) return true;
  return tail.each_missed([&, of_questions = cutoffs_of_questions()](const Fact& fact) {
    const auto of_source = takers.find(fact.src);
    if (of_source == takers.end() || expired(fact, terms.cutoffs)) return;
    of_source->second.offer(fact, of_questions);
  });
}

}  // namespace greycache
