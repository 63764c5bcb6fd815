// The hot store in use: Redis or memory, and the stand-in while Redis is away.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "greycache/server/store_health.h"
#include "greycache/store/hot_store.h"
#include "greycache/store/journal.h"

namespace greycache {

// Every applied record is the journal's until the primary store has it. When the primary fails, the
// stand-in (an empty memory store that fills by source) takes over at once; when the primary is
// back, the records that it missed are replayed into it, and only then it is used again. A primary
// that was lost may come back with older data, and its sources are then filled from the persistent
// store: so it gets again whatever that store did not have when it was lost. All calls on the
// loop's thread.
class HotTier {
 public:
  // Makes an empty stand-in; nullptr where the primary never fails.
  using MakeStandIn = std::function<std::unique_ptr<HotStore>()>;

  HotTier(HotStore& primary, MakeStandIn make_stand_in, Journal& journal, StoreHealth& health);

  // See HotStore::peek(); of the store in use.
  bool peek(const Keys& keys, Finding& found);
  void look_up(std::span<const LookUp> asked, std::span<Finding> found, HotStore::LookUpDone done);
  // `sequence` is that of the journal's record which holds the facts.
  void apply(std::span<const Fact> facts, JournalSequence sequence, UnixTime now);
  void fill(std::span<const SourceFacts> sources, UnixTime now);

  // The primary can be used (again): begins to hand back.
  void primary_ready(UnixTime now);
  void primary_lost(const StoreError& error);
  // A store may have lost what it had: the primary gets again what the journal has kept.
  void give_again(UnixTime now);

  // Goes on with a replay that the journal could not be read for, and gives the store in use its
  // moment for upkeep. Called several times a second.
  void tick(UnixTime now);

  bool on_stand_in() const { return stand_in_ != nullptr; }
  // It is known whether the primary can be used.
  bool settled() const { return stand_in_ != nullptr || !behind_; }
  // Nothing of the journal waits for the primary.
  bool idle() const { return !behind_ && journal_.place(JournalReader::hot) == journal_.last(); }

 private:
  void replay_next(UnixTime now);
  void rewind();
  void applied(JournalSequence sequence, const StoreResult<void>& result);

  HotStore& primary_;
  MakeStandIn make_stand_in_;
  Journal& journal_;
  StoreHealth& health_;
  std::unique_ptr<HotStore> stand_in_;
  bool behind_ = true;  // records before this start may wait
  bool replaying_ = false;
  bool rewound_ = false;       // since the replay under way was begun
  bool replay_waits_ = false;  // for the journal to be readable
};

}  // namespace greycache
