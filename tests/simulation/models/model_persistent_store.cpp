// The entries of a ModelPersistentStore, and its connection.
#include "tests/simulation/models/model_persistent_store.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "greycache/policy/sound_fact.h"
#include "tests/simulation/models/model_store_call.h"
#include "tests/simulation/models/row_expiry.h"
#include "tests/simulation/models/row_reading.h"

namespace greycache::simulation {

namespace {

using Error = StoreError::Kind;
using Outcome = Fate::Outcome;

// As in PostgresStore and SqliteStore.
constexpr std::size_t kMostLoaded = 4096;
constexpr std::size_t kFewSources = 8;

bool lacks_a_name(const Fact& fact) {
  return fact.src.empty() || fact.sender_domain.empty() ||
         (fact.kind != FactKind::domain_awl && fact.sender_name.empty()) ||
         (fact.kind == FactKind::connect && fact.rcpt.empty());
}

// Rows that a piece of a search looks at: few, so that a search has several.
constexpr std::size_t kSearched = 64;

}  // namespace

ModelPersistentStore::ModelPersistentStore(ModelDatabase& database, SimClock clock, FaultDice& dice,
                                           SpendTime spend, Options options)
    : database_(database),
      clock_(std::move(clock)),
      dice_(dice),
      spend_(std::move(spend)),
      options_(std::move(options)) {}

bool ModelPersistentStore::connected() const {
  return session_ != 0 && session_ == database_.session();
}

tl::unexpected<StoreError> ModelPersistentStore::failed(StoreError::Kind kind, const char* what) {
  if (kind == Error::unavailable) session_ = 0;
  return tl::unexpected(StoreError{kind, std::string("the model's database: ") + what});
}

// Whether the server answers within `patience`.
StoreResult<void> ModelPersistentStore::reach(SimTime patience) {
  if (database_.state() == ModelDatabase::State::up) return {};
  if (database_.state() == ModelDatabase::State::down) {
    return failed(Error::unavailable, "connection refused");
  }
  spend_(patience);
  return failed(Error::unavailable, "no answer in time");
}

StoreResult<void> ModelPersistentStore::open() {
  session_ = 0;
  if (auto reached = reach(options_.connect_timeout); !reached) return reached;
  const Fate fate = dice_.roll(FaultPoint::open, options_.host);
  spend_(fate.takes);
  if (auto reached = reach(options_.connect_timeout); !reached) return reached;
  if (fate.outcome != Outcome::well) return failed(fate.error, "open() fails");
  session_ = database_.session();
  ++opened_;
  note_history();
  return {};
}

// A standby has none: it takes nothing that it could lose.
void ModelPersistentStore::note_history() {
  if (!is_file() && !database_.read_only()) history_ = database_.history();
}

StoreResult<void> ModelPersistentStore::ask_history() {
  return call(FaultPoint::open, Access::reads, [this]() -> StoreResult<void> {
    note_history();
    return {};
  });
}

// Until the moment of the call's effect; the rest of its time is for the answer.
StoreResult<void> ModelPersistentStore::wait(const Fate& fate) {
  rest_ = fate.takes - fate.until_effect();
  spend_(fate.until_effect());
  if (auto reached = reach(options_.statement_timeout); !reached) return reached;
  if (!connected()) return failed(Error::unavailable, "the connection is lost");
  return {};
}

StoreResult<void> ModelPersistentStore::merge(std::vector<Fact> facts) {
  if (facts.empty()) return {};
  auto done = change(FaultPoint::merge, [&]() -> StoreResult<void> {
    for (const Fact& fact : merged_by_moment(std::move(facts))) store(fact);
    return {};
  });
  // What is wrong with a fact only sets that one aside.
  if (!done && done.error().kind == Error::data) done.error().kind = Error::refused;
  return done;
}

// PostgreSQL takes names and times that make sense only; SQLite takes any names that are not empty,
// which are set aside when they are read.
void ModelPersistentStore::store(const Fact& fact) {
  Fact row = fact;
  if (!is_file()) {
    row.first_seen = std::clamp<UnixTime>(row.first_seen, 0, kLatestTime);
    row.last_seen = std::clamp<UnixTime>(row.last_seen, 0, kLatestTime);
  }
  if (is_file() ? lacks_a_name(row) : !is_sound(row)) {
    set_aside_.add();
    return;
  }
  const RowKey key = key_of(row);
  Seen seen = row;
  const auto there = database_.rows().find(key);
  if (there != database_.rows().end()) merge_into(row.kind, seen, there->second);
  database_.put(key, seen);
}

StoreResult<std::vector<SourceFacts>> ModelPersistentStore::load(
    std::span<const std::string> sources, const Cutoffs& cutoffs, std::size_t most) {
  if (sources.empty()) return std::vector<SourceFacts>{};
  return call(FaultPoint::load, Access::reads, [&]() -> StoreResult<std::vector<SourceFacts>> {
    return is_file() ? load_each(sources, cutoffs, most) : load_together(sources, cutoffs, most);
  });
}

// One after the other, until there are enough rows.
std::vector<SourceFacts> ModelPersistentStore::load_each(std::span<const std::string> sources,
                                                         const Cutoffs& cutoffs, std::size_t most) {
  const RowReading reading(database_, cutoffs, set_aside_);
  std::vector<SourceFacts> result;
  std::size_t read = 0;
  for (const std::string& src : sources) {
    if (read >= kMostLoaded) break;
    SourceFacts& source = result.emplace_back(SourceFacts{src, {}});
    const std::size_t rows = reading.load(source, most + 1, false);
    read += rows;
    source.whole = rows <= most;
  }
  return result;
}

// In one reading, if that has room for all.
std::vector<SourceFacts> ModelPersistentStore::load_together(std::span<const std::string> sources,
                                                             const Cutoffs& cutoffs,
                                                             std::size_t most) {
  const RowReading reading(database_, cutoffs, set_aside_);
  const std::size_t limit = sources.size() == 1 ? most + 1 : kMostLoaded;
  std::vector<SourceFacts> result;
  std::size_t read = 0;
  for (const std::string& src : sources) {
    SourceFacts& source = result.emplace_back(SourceFacts{src, {}});
    const std::size_t rows = reading.load(source, limit, true);
    source.whole = rows <= most;
    read += rows;
    if (sources.size() > 1 && read >= limit) return load_in_shares(sources, cutoffs, most);
  }
  return result;
}

// Those that have more than their share come last, a few together, and some of them not at all.
std::vector<SourceFacts> ModelPersistentStore::load_in_shares(std::span<const std::string> sources,
                                                              const Cutoffs& cutoffs,
                                                              std::size_t most) {
  const RowReading reading(database_, cutoffs, set_aside_);
  const std::size_t share = std::max<std::size_t>(kMostLoaded / sources.size(), 2);
  std::vector<SourceFacts> result;
  std::vector<std::string> larger;
  for (const std::string& src : sources) {
    SourceFacts source{src, {}};
    const std::size_t rows = reading.load(source, share, true);
    source.whole = rows <= most;
    if (rows >= share) {
      larger.push_back(src);
    } else {
      result.push_back(std::move(source));
    }
  }
  const std::size_t together = sources.size() > kFewSources ? kFewSources : 1;
  std::size_t read = 0;
  for (std::size_t at = 0; at < larger.size() && read < kMostLoaded; at += together) {
    const auto some = std::span(larger).subspan(at).first(std::min(together, larger.size() - at));
    for (SourceFacts& source : load_together(some, cutoffs, most)) {
      read += source.facts.size();
      result.push_back(std::move(source));
    }
  }
  return result;
}

StoreResult<std::vector<std::vector<Fact>>> ModelPersistentStore::find(
    std::span<const Keys> requests, const Cutoffs& cutoffs, const Excerpt& sizes) {
  using Found = std::vector<std::vector<Fact>>;
  if (requests.empty()) return Found{};
  return call(FaultPoint::find, Access::reads, [&]() -> StoreResult<Found> {
    const RowReading reading(database_, cutoffs, set_aside_);
    Found result;
    for (const Keys& keys : requests) result.push_back(reading.find(keys, sizes));
    return result;
  });
}

StoreResult<std::size_t> ModelPersistentStore::expire(const Cutoffs& cutoffs, std::size_t limit,
                                                      std::vector<Fact>& forgotten) {
  std::vector<Fact> gone;
  auto deleted = change(FaultPoint::expire, [&]() -> StoreResult<std::size_t> {
    if (!is_file() && !database_.lock_expiry(clock_() + rest_)) return 0;
    return expire_rows(database_, cutoffs, limit, is_file(), gone);
  });
  if (deleted) std::ranges::move(gone, std::back_inserter(forgotten));
  return deleted;
}

StoreResult<void> ModelPersistentStore::erase(std::span<const Fact> facts) {
  return change(FaultPoint::expire, [&]() -> StoreResult<void> {
    for (const Fact& fact : facts) erase_rows(database_, fact);
    return {};
  });
}

StoreResult<std::vector<Fact>> ModelPersistentStore::search(const FactSearch& wanted,
                                                            SearchPlace& place, std::size_t limit) {
  return call(FaultPoint::search, Access::reads, [&]() -> StoreResult<std::vector<Fact>> {
    RowKey from{place.kind};
    if (!place.last.src.empty()) from = key_of(place.last);
    std::vector<Fact> found;
    std::size_t looked = 0;
    auto row = database_.rows().upper_bound(from);
    const auto end = database_.rows().end();
    for (; row != end && row->first.kind == place.kind && looked < kSearched; ++row, ++looked) {
      Fact fact = fact_of(row->first, row->second);
      place.last = fact;
      if (wanted.wants(fact) && is_sound(fact) && found.size() < limit) found.push_back(fact);
    }
    if (looked < kSearched) place.next_table();
    return found;
  });
}

StoreResult<std::vector<Fact>> ModelPersistentStore::find_waiting(const WaitingSearch& wanted,
                                                                  WaitingPlace& place) {
  return call(FaultPoint::search, Access::reads, [&]() -> StoreResult<std::vector<Fact>> {
    FirstOfWaiting first(wanted);
    const bool begins = place.last.src.empty();
    for (const auto& [key, row] : database_.rows()) {
      Fact fact = fact_of(key, row);
      if (fact.kind != FactKind::connect || !wanted.wants(fact) || !is_sound(fact)) continue;
      if (begins || wanted.before(place.last, fact)) first.add(std::move(fact));
    }
    return first.take(place);
  });
}

std::optional<std::int64_t> ModelPersistentStore::outside_writes() {
  if (!is_file() || !connected()) return std::nullopt;
  return (opened_ << 32) + database_.changes() - own_changes_;
}

StoreResult<void> ModelPersistentStore::read_sources(
    FactKind kind, const std::string& after, std::size_t limit,
    const std::function<void(std::string_view)>& source) {
  return call(FaultPoint::read_sources, Access::reads, [&]() -> StoreResult<void> {
    std::string last = after;
    for (std::size_t i = 0; i < limit; ++i) {
      // The first key behind all of the source: a NUL is in no name.
      const auto next = database_.rows().lower_bound({kind, last + '\0'});
      if (next == database_.rows().end() || next->first.kind != kind) break;
      last = next->first.src;
      source(last);
    }
    return {};
  });
}

StoreResult<FactPage> ModelPersistentStore::read_facts(const Fact& after, std::size_t limit) {
  return call(FaultPoint::read_sources, Access::reads, [&]() -> StoreResult<FactPage> {
    FactPage page{{}, after, false};
    RowKey from = key_of(after);
    if (after.src.empty()) from.moment = std::numeric_limits<UnixTime>::min();
    std::size_t rows = 0;
    for (auto row = database_.rows().upper_bound(from);
         row != database_.rows().end() && row->first.kind == after.kind && rows < limit;
         ++row, ++rows) {
      page.last = fact_of(row->first, row->second);
      if (is_sound(page.last)) page.facts.push_back(page.last);
    }
    page.more = rows == limit;
    return page;
  });
}

StoreResult<PersistentStore::Counts> ModelPersistentStore::count() {
  return call(FaultPoint::count, Access::reads, [&]() -> StoreResult<Counts> {
    Counts counts;
    const RowKey* last = nullptr;
    for (const auto& [key, seen] : database_.rows()) {
      const bool again = last != nullptr && same_attempt(*last, key);
      last = &key;
      if (key.kind == FactKind::from_awl) ++counts.from_awl;
      if (key.kind == FactKind::domain_awl) ++counts.domain_awl;
      if (key.kind == FactKind::correspondent) ++counts.correspondent;
      if (key.kind == FactKind::connect && !again) ++counts.connect;
    }
    return counts;
  });
}

StoreResult<std::vector<StandIn>> ModelPersistentStore::exchange_stand_ins(const std::string& host,
                                                                           OwnStandIn own) {
  using Rows = std::vector<StandIn>;
  if (is_file()) return Rows{};
  const bool reads = own == OwnStandIn::as_it_is;
  return call(FaultPoint::stand_ins, reads ? Access::reads : Access::writes,
              [&]() -> StoreResult<Rows> {
                if (!reads) database_.set_stand_in(host, own == OwnStandIn::stands);
                return database_.stand_ins();
              });
}

StoreResult<void> ModelPersistentStore::forget_stand_in(const std::string& host,
                                                        std::int64_t seen) {
  return call(FaultPoint::stand_ins, Access::writes, [&]() -> StoreResult<void> {
    for (const StandIn& row : database_.stand_ins()) {
      if (row.host == host && row.seen == seen) database_.set_stand_in(host, false);
    }
    return {};
  });
}

}  // namespace greycache::simulation
