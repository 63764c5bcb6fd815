// A persistent store for tests of what stands above it: a vector of facts, with faults on demand.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "greycache/store/persistent_store.h"

namespace greycache {

// Its faults (away, slow to answer) cannot be had from a real server at a chosen moment.
class HeldStore : public PersistentStore {
 public:
  std::atomic<bool> away{false};
  std::atomic<bool> hanging{false};  // each load
  std::atomic<bool> merge_hanging{false};
  std::atomic<bool> read_only{false};
  std::atomic<bool> locked{false};  // by another program that writes
  std::atomic<bool> expiry_refused{false};
  std::atomic<bool> upkeep_refused{false};
  std::atomic<bool> standing_expiry_refused{false};
  std::atomic<bool> mail_counts_refused{false};
  std::atomic<int> standing_expiries{0};
  std::atomic<int> expiries{0};
  std::atomic<int> erasures{0};
  std::atomic<int> opened{0};
  std::atomic<int> loads{0};
  std::atomic<int> searches{0};      // pieces
  std::atomic<bool> endless{false};  // each search
  std::atomic<int> finds{0};
  std::atomic<int> most_sources{1'000'000};  // that one load gives
  std::atomic<int> versions_asked{0};
  std::atomic<int> expectation_versions_asked{0};
  std::atomic<int> expectation_readings{0};
  std::atomic<int> expectation_merges{0};
  std::atomic<int> expectation_merges_tried{0};
  std::atomic<int> forgettings{0};
  std::atomic<int> histories_asked{0};
  std::atomic<int> standing_merges{0};
  std::atomic<int> standing_readings{0};
  std::atomic<int> outside_writes_seen{0};  // 0: others write as a rule

  std::vector<Fact> facts() const {
    const std::lock_guard lock(mutex_);
    return facts_;
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    facts_.clear();
  }
  void put(const Fact& fact) {
    const std::lock_guard lock(mutex_);
    facts_.push_back(fact);
  }

  StoreResult<void> open() override {
    ++opened;
    return reachable();
  }
  std::string history() const override {
    const std::lock_guard lock(mutex_);
    return history_;
  }
  StoreResult<void> ask_history() override {
    ++histories_asked;
    return reachable();
  }
  void set_history(const std::string& name) {
    const std::lock_guard lock(mutex_);
    history_ = name;
  }
  StoreResult<void> merge(std::vector<Fact> facts) override {
    while (merge_hanging) std::this_thread::yield();
    if (auto ok = writable(); !ok) return ok;
    const std::lock_guard lock(mutex_);
    facts_.insert(facts_.end(), facts.begin(), facts.end());
    facts_ = merged_by_moment(std::move(facts_));
    return {};
  }
  StoreResult<std::vector<SourceFacts>> load(std::span<const std::string> sources,
                                             const Cutoffs& cutoffs, std::size_t most) override {
    ++loads;
    while (hanging) std::this_thread::yield();
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    std::vector<SourceFacts> result;
    for (const std::string& src : sources) {
      if (result.size() == static_cast<std::size_t>(most_sources)) break;
      result.push_back({src, counting(src, cutoffs)});
      SourceFacts& source = result.back();
      source.whole = source.facts.size() <= most;
      source.facts.resize(std::min(source.facts.size(), most + 1));
    }
    return result;
  }
  StoreResult<std::vector<std::vector<Fact>>> find(std::span<const Keys> requests,
                                                   const Cutoffs& cutoffs,
                                                   const Excerpt& sizes) override {
    ++finds;
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    std::vector<std::vector<Fact>> result;
    for (const Keys& keys : requests) {
      ExcerptFilter filter(keys, sizes);
      auto facts = counting(keys.src, cutoffs);
      std::erase_if(facts, [&filter](const Fact& fact) { return !filter.takes(fact); });
      result.push_back(std::move(facts));
    }
    return result;
  }
  StoreResult<std::size_t> expire(const Cutoffs& cutoffs, std::size_t limit,
                                  std::vector<Fact>& forgotten) override {
    ++expiries;
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    if (expiry_refused) {
      return tl::make_unexpected(
          StoreError{StoreError::Kind::refused, "permission denied for a test"});
    }
    const std::lock_guard lock(mutex_);
    std::size_t deleted = 0;
    std::erase_if(facts_, [&](const Fact& fact) {
      if (deleted >= limit || !expired(fact, cutoffs)) return false;
      if (fact.kind == FactKind::connect) forgotten.push_back(fact);
      return ++deleted > 0;
    });
    return deleted;
  }
  StoreResult<void> erase(std::span<const Fact> facts) override {
    ++erasures;
    if (auto ok = writable(); !ok) return ok;
    const std::lock_guard lock(mutex_);
    for (const Fact& gone : facts) {
      std::erase_if(facts_, [&](const Fact& fact) {
        return same_fact(fact, gone) && fact.last_seen <= gone.last_seen;
      });
    }
    return {};
  }
  std::string upkeep_trouble() const override {
    return upkeep_refused ? "no partitions for a test" : "";
  }
  StoreResult<std::vector<Fact>> search(const FactSearch& wanted, SearchPlace& place,
                                        std::size_t limit) override {
    ++searches;
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    std::vector<Fact> found;
    for (const Fact& fact : facts_) {
      if (fact.kind == place.kind && wanted.wants(fact) && found.size() < limit) {
        found.push_back(fact);
      }
    }
    if (!endless) place.next_table();
    return found;
  }
  StoreResult<std::vector<Fact>> find_waiting(const WaitingSearch& wanted,
                                              WaitingPlace& place) override {
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    FirstOfWaiting first(wanted);
    for (const Fact& fact : facts_) {
      const bool behind = place.last.src.empty() || wanted.before(place.last, fact);
      if (fact.kind == FactKind::connect && wanted.wants(fact) && behind) first.add(fact);
    }
    return first.take(place);
  }
  std::optional<std::int64_t> outside_writes() override {
    if (outside_writes_seen == 0) return std::nullopt;
    return outside_writes_seen;
  }
  StoreResult<void> read_sources(FactKind kind, const std::string& after, std::size_t limit,
                                 const std::function<void(std::string_view)>& source) override {
    if (auto ok = reachable(); !ok) return ok;
    const std::lock_guard lock(mutex_);
    std::set<std::string> sources;
    for (const Fact& fact : facts_) {
      if (fact.kind == kind && fact.src > after) sources.insert(fact.src);
    }
    for (const std::string& src : sources) {
      if (limit-- == 0) break;
      source(src);
    }
    return {};
  }
  StoreResult<FactPage> read_facts(const Fact& after, std::size_t limit) override {
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    FactPage page{{}, after, false};
    for (const Fact& fact : facts_) {
      if (fact.kind != after.kind || !fact_before(after, fact)) continue;
      if (page.facts.size() == limit) page.more = true;
      if (page.more) break;
      page.facts.push_back(page.last = fact);
    }
    return page;
  }
  StoreResult<Counts> count() override { return Counts{}; }
  StoreResult<void> read_opt_table(OptTable table, const std::string& after, std::size_t limit,
                                   const std::function<void(std::string_view)>& row) override {
    if (auto ok = reachable(); !ok) return ok;
    const std::lock_guard lock(mutex_);
    const auto& rows = opt_tables_[static_cast<std::size_t>(table)];
    auto next = rows.upper_bound(after);
    for (std::size_t i = 0; i < limit && next != rows.end(); ++i) row(*next++);
    return {};
  }
  StoreResult<std::vector<bool>> change_opt_rows(OptTable table, std::span<const std::string> given,
                                                 bool add) override {
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    auto& rows = opt_tables_[static_cast<std::size_t>(table)];
    std::vector<bool> changed;
    for (const std::string& row : given) {
      changed.push_back(add ? rows.insert(row).second : rows.erase(row) > 0);
      if (changed.back()) ++opt_version_;
    }
    return changed;
  }
  StoreResult<std::int64_t> opt_tables_version() override {
    ++versions_asked;
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    return opt_version_;
  }
  StoreResult<void> merge_standings(std::span<const StandingRow> rows) override {
    ++standing_merges;
    if (auto ok = writable(); !ok) return ok;
    const std::lock_guard lock(mutex_);
    for (const StandingRow& row : rows) {
      const auto same = [&](const StandingRow& known) {
        return known.organisation == row.organisation && known.host == row.host &&
               known.counts.day == row.counts.day;
      };
      std::erase_if(standings_, same);
      standings_.push_back(row);
    }
    return {};
  }
  // All of them each time.
  StoreResult<StandingPage> read_standings(std::int64_t first_day, StandingPlace& place,
                                           std::size_t limit) override {
    ++standing_readings;
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    StandingPage page;
    for (const StandingRow& row : standings_) {
      if (row.counts.day >= first_day && page.rows.size() < limit) page.rows.push_back(row);
    }
    place.change = static_cast<std::int64_t>(standings_.size());
    return page;
  }
  StoreResult<std::size_t> expire_standings(std::int64_t first_day, std::size_t) override {
    ++standing_expiries;
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    if (standing_expiry_refused) {
      return tl::make_unexpected(
          StoreError{StoreError::Kind::refused, "permission denied for a test"});
    }
    const std::lock_guard lock(mutex_);
    return std::erase_if(standings_,
                         [&](const StandingRow& row) { return row.counts.day < first_day; });
  }
  StoreResult<void> merge_mail_counts(std::span<const MailCount> rows) override {
    if (auto ok = writable(); !ok) return ok;
    if (mail_counts_refused) {
      return tl::make_unexpected(
          StoreError{StoreError::Kind::refused, "permission denied for a test"});
    }
    const std::lock_guard lock(mutex_);
    for (const MailCount& row : rows) {
      std::erase_if(mail_counts_, [&](const MailCount& known) {
        return known.day == row.day && known.host == row.host && known.outcome == row.outcome;
      });
      mail_counts_.push_back(row);
    }
    return {};
  }
  std::vector<MailCount> mail_counts() const {
    const std::lock_guard lock(mutex_);
    return mail_counts_;
  }
  std::vector<StandingRow> standings() const {
    const std::lock_guard lock(mutex_);
    return standings_;
  }
  StoreResult<void> merge_expectations(std::span<const Expectation> rows) override {
    ++expectation_merges_tried;
    if (auto ok = writable(); !ok) return ok;
    const std::lock_guard lock(mutex_);
    for (const Expectation& row : rows) {
      const auto [there, added] = expectations_.try_emplace({row.recipient, row.sender}, row);
      if (!added) merge_into(there->second, row);
    }
    ++expectation_merges;
    ++expectations_version_;
    return {};
  }
  StoreResult<void> read_expectations(const Expectation& after, std::size_t limit,
                                      const std::function<void(const Expectation&)>& row) override {
    ++expectation_readings;
    if (auto ok = reachable(); !ok) return ok;
    const std::lock_guard lock(mutex_);
    auto next = expectations_.upper_bound({after.recipient, after.sender});
    for (std::size_t i = 0; i < limit && next != expectations_.end(); ++i) row((next++)->second);
    return {};
  }
  StoreResult<std::optional<Expectation>> find_expectation(const std::string& recipient,
                                                           const std::string& sender) override {
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    std::optional<Expectation> found;
    const auto there = expectations_.find({recipient, sender});
    if (there != expectations_.end()) found = there->second;
    // Another host's, in the moment between reading and writing.
    if (other_expectation_) {
      const Expectation other = *std::exchange(other_expectation_, std::nullopt);
      const auto [place, added] = expectations_.try_emplace({recipient, sender}, other);
      if (!added) merge_into(place->second, other);
      ++expectations_version_;
    }
    return found;
  }
  void write_after_next_find(const Expectation& row) {
    const std::lock_guard lock(mutex_);
    other_expectation_ = row;
  }
  StoreResult<std::int64_t> expectations_version() override {
    ++expectation_versions_asked;
    if (auto ok = reachable(); !ok) return tl::make_unexpected(ok.error());
    const std::lock_guard lock(mutex_);
    return expectations_version_;
  }
  StoreResult<void> forget_expectations(UnixTime kept_until) override {
    ++forgettings;
    if (auto ok = writable(); !ok) return ok;
    const std::lock_guard lock(mutex_);
    std::erase_if(expectations_,
                  [&](const auto& row) { return row.second.kept_until < kept_until; });
    ++expectations_version_;
    return {};
  }
  // As a server does that is promoted without its last commits.
  void lose_expectations() {
    const std::lock_guard lock(mutex_);
    expectations_.clear();
    // The steps of a real one differ.
    expectations_version_ -= 1000;
  }
  std::size_t expectations() const {
    const std::lock_guard lock(mutex_);
    return expectations_.size();
  }

 private:
  // Of a source, each fact once.
  std::vector<Fact> counting(const std::string& src, const Cutoffs& cutoffs) const {
    std::vector<Fact> facts;
    for (const Fact& fact : facts_) {
      if (fact.src == src && !expired(fact, cutoffs)) facts.push_back(fact);
    }
    return merged(std::move(facts));
  }
  StoreResult<void> reachable() const {
    if (!away) return {};
    return tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "away for a test"});
  }
  StoreResult<void> writable() const {
    if (auto ok = reachable(); !ok) return ok;
    if (locked) {
      return tl::make_unexpected(StoreError{StoreError::Kind::contention, "locked for a test"});
    }
    if (!read_only) return {};
    return tl::make_unexpected(StoreError{StoreError::Kind::read_only, "a standby for a test"});
  }

  mutable std::mutex mutex_;
  std::vector<Fact> facts_;
  std::string history_;
  std::array<std::set<std::string>, kOptTables> opt_tables_;
  std::int64_t opt_version_ = 0;
  std::vector<StandingRow> standings_;
  std::map<std::pair<std::string, std::string>, Expectation> expectations_;
  std::optional<Expectation> other_expectation_;
  std::int64_t expectations_version_ = 0;
  std::vector<MailCount> mail_counts_;
};

}  // namespace greycache
