// Facts that come in bulk from somebody who moves in, beside a daemon that serves.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "greycache/policy/ages.h"
#include "greycache/storage/hot_tier.h"
#include "greycache/storage/persistent_parts.h"
#include "greycache/storage/steady_journal.h"

namespace greycache {

// What is taken goes the way of every change: into the journal, from there to the hot store, where
// it merges, and to the persistent one. So it survives what acknowledged changes survive. Who gives
// waits while has_room() says no: that bounds what the stores are behind, however much is given.
// All calls on the loop's thread.
class FactIntake {
 public:
  // Everything given must outlive this, and what the hot store still calls. `instant` is now, and
  // the ages in force.
  FactIntake(SteadyJournal& journal, HotTier& hot, PersistentParts& persistent,
             std::function<Instant()> instant)
      : journal_(journal), hot_(hot), persistent_(persistent), instant_(std::move(instant)) {}

  bool has_room() const;

  struct Taken {
    std::size_t facts = 0;
    std::size_t expired = 0;  // are left out
  };
  // Takes kMost facts at most, all of them sound. Times that lie too far ahead are brought back.
  // With an error none is taken: the journal's disk takes nothing, and its memory is for the mail.
  StoreResult<Taken> take(std::vector<Fact> facts);

  static constexpr std::size_t kMost = 250;
  // Facts that the persistent store lacks: a few batches of the writer. What mail changes waits
  // behind no more than these, and a source that is read is held against no more.
  static constexpr std::size_t kMostWaiting = 4000;
  // Slices that the hot store has not taken.
  static constexpr std::size_t kMostUnderWay = 2;

 private:
  SteadyJournal& journal_;
  HotTier& hot_;
  PersistentParts& persistent_;
  std::function<Instant()> instant_;
  // Shared with the calls under way.
  std::shared_ptr<std::size_t> under_way_ = std::make_shared<std::size_t>(0);
};

}  // namespace greycache
