// The journal's last records in memory: what the persistent store gets next need not be read back.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/store/journal.h"

namespace greycache {

// Holds all records that the persistent store does not have, or nothing: once there are more than
// it may hold, and after a start, the journal must be read until the store has everything.
class UnwrittenFacts {
 public:
  explicit UnwrittenFacts(std::size_t most_facts) : most_facts_(most_facts) {}

  // The journal has written `facts` as record `sequence`; the persistent store's place is `place`.
  void add(JournalSequence sequence, std::vector<Fact> facts, JournalSequence place);
  // The persistent store has every record up to this one.
  void passed(JournalSequence sequence);
  void clear();

  // Whether every record after `place` up to `last` is here.
  bool complete(JournalSequence place, JournalSequence last) const;
  // Whole records, each of which may be read by another thread for as long as it is held.
  struct Records {
    JournalSequence last = 0;
    std::vector<std::shared_ptr<const std::vector<Fact>>> facts;
  };
  std::size_t size() const { return facts_; }
  // From the first on, until at least `facts` facts are gathered.
  Records next(std::size_t facts) const;
  // False where no record here has a fact of this source.
  bool may_hold(std::string_view src) const { return counts_[bucket(src)] > 0; }
  void each(const std::function<void(const Fact&)>& fact) const;

 private:
  struct Record {
    JournalSequence sequence = 0;
    std::shared_ptr<const std::vector<Fact>> facts;
  };
  static std::size_t bucket(std::string_view src);

  std::size_t most_facts_;
  std::size_t facts_ = 0;
  std::deque<Record> records_;
  std::array<std::uint32_t, 1 << 14> counts_{};  // facts by bucket of their source
};

}  // namespace greycache
