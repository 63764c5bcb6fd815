// Sees to it that the hot store still has what the persistent store has taken.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "greycache/storage/unwritten_facts.h"
#include "greycache/store/hot_store.h"
#include "greycache/store/journal.h"

namespace greycache {

// Between a change and its commit the hot store may lose the source, and another host fill it from
// the persistent store, without the change. So after each commit the hot store is asked whether it
// has lost anything since, which is one question for all of a batch; only where it has, or where
// the commit was late, it is looked through for the facts themselves (docs/decisions/0030). All
// calls on the loop's thread.
class Confirmation {
 public:
  using Records = UnwrittenFacts::Records;
  using Failed = std::function<void(const StoreError&)>;

  // The hot store has had all up to the record `place` since the persistent store has it.
  Confirmation(HotStore& hot, const Journal& journal, JournalSequence place, Failed failed)
      : hot_(hot), journal_(journal), place_(place), failed_(std::move(failed)) {}

  // The persistent store has these records now.
  void begin(Records records, const Instant& at);
  // The hot store was given again all up to this record, which the persistent store had before.
  void given_again(JournalSequence stored);
  // A call of the hot store failed: what is under way says nothing any more.
  void give_up();

  // Up to this record the hot store had everything once the persistent store had it.
  JournalSequence place() const { return place_; }
  bool idle() const { return batches_.empty(); }

  // A commit that comes so many seconds after the change is late.
  static constexpr UnixTime kLate = 2;

 private:
  struct Batch {
    JournalSequence last = 0;
    bool done = false;
  };
  void on_losses(const Records& records, const Instant& at, const std::string& losses);
  void done(JournalSequence last);

  HotStore& hot_;
  const Journal& journal_;
  JournalSequence place_;
  Failed failed_;
  std::deque<Batch> batches_;    // under way, and done before others that are
  std::uint64_t attempt_ = 0;    // so that answers to what was given up are known
  std::string losses_;           // of the hot store, as it said last
  JournalSequence suspect_ = 0;  // up to this record it may have lost something
};

}  // namespace greycache
