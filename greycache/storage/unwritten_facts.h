// The journal's last records in memory: what the persistent store gets next need not be read back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/keyed_hash.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/store/journal.h"

namespace greycache {

// Holds all records that the persistent store does not have, or those that it knows of: once there
// are more than it may hold, and after a start, the journal must be read until the store has
// everything.
class UnwrittenFacts {
 public:
  explicit UnwrittenFacts(std::size_t most_facts) : most_facts_(most_facts) {}

  // The journal has written `facts` as record `sequence`; the persistent store's place is `place`.
  void add(JournalSequence sequence, std::vector<Fact> facts, JournalSequence place);
  // The journal gave `facts`, up to its record `last`, the latest. They are here to be found by
  // their names: whether they are all up to it only the journal knows, so complete() waits for them
  // to pass.
  void take_in(JournalSequence last, std::shared_ptr<const std::vector<Fact>> facts);
  // The persistent store has every record up to this one.
  void passed(JournalSequence sequence);
  void clear();

  // Whether every record after `place` up to `last` is here.
  bool complete(JournalSequence place, JournalSequence last) const;
  // Whole records, each of which may be read by another thread for as long as it is held.
  struct Records {
    JournalSequence last = 0;
    std::vector<std::shared_ptr<const std::vector<Fact>>> facts;
    // From the journal: this process may never have been told of them.
    bool read_back = false;

    std::vector<Fact> all() const;
  };
  std::size_t size() const { return facts_; }
  // From the first on, until at least `facts` facts are gathered.
  Records next(std::size_t facts) const;
  // False where no record here has a fact of this source.
  bool may_hold(std::string_view src) const { return counts_[keyed_hash(src) % kBuckets] > 0; }
  // Those that the keys name. However many are here, a few are looked at.
  void each_named(const Keys& keys, const std::function<void(const Fact&)>& fact) const;
  void each(const std::function<void(const Fact&)>& fact) const;

 private:
  // What makes facts copies of one.
  struct Names {
    FactKind kind = FactKind::connect;
    std::string_view src;
    std::string_view sender_domain;
    std::string_view sender_name;
    std::string_view rcpt;

    friend bool operator==(const Names&, const Names&) = default;
  };
  static Names names_of(const Fact& fact) {
    return {fact.kind, fact.src, fact.sender_domain, fact.sender_name, fact.rcpt};
  }
  // By what a fact is found.
  struct Place {
    std::size_t src_bucket = 0;
    std::uint64_t names = 0;  // their hash
  };
  struct Record {
    JournalSequence after = 0;  // it is the one behind this; kNotKnown: some before it
    JournalSequence sequence = 0;
    std::shared_ptr<const std::vector<Fact>> facts;
    std::vector<Place> places{};  // of each fact
  };
  static constexpr JournalSequence kNotKnown = -1;
  static constexpr std::size_t kBuckets = 1 << 14;
  static std::uint64_t hash_of(std::uint64_t src_hash, const Names& names);
  void push(Record record);
  void look_for(std::uint64_t src_hash, const Names& names,
                const std::function<void(const Fact&)>& fact) const;

  std::size_t most_facts_;
  std::size_t facts_ = 0;
  std::deque<Record> records_;
  std::array<std::uint32_t, kBuckets> counts_{};  // facts by bucket of their source
  // By hash of their names, in the order in which they came: the one that passes next is first.
  std::unordered_map<std::uint64_t, std::list<const Fact*>> named_;
};

}  // namespace greycache
