// The hot store in use: Redis or memory, and the stand-in while Redis is away.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/storage/confirmation.h"
#include "greycache/storage/growing_pause.h"
#include "greycache/storage/place_watch.h"
#include "greycache/storage/store_health.h"
#include "greycache/store/hot_store.h"
#include "greycache/store/journal.h"

namespace greycache {

// Of a source in the stand-in only what is there is believed, since other hosts write it too. Every
// applied record is the journal's until the primary store has it. When the primary fails, the
// stand-in (an empty memory store that fills by source) takes over at once; when the primary is
// back, the records that it missed are replayed into it, and only then it is used again. A primary
// that was lost may come back with older data, and its sources are then filled from the persistent
// store: so it gets again whatever that store did not have when it was lost, or has had only since
// then, as far as Confirmation knows. One that went without records of the journal, or goes on from
// another history, is not believed: HotStore::distrust(). Where a call failed though the primary is
// connected, the primary is asked again by tick(), with growing pauses of kLongestPause at most.
// While another host goes on its stand-in, what the primary has is believed as little as the
// stand-in (docs/decisions/0037), as long as the persistent store can be asked.
// All calls on the loop's thread.
class HotTier {
 public:
  // Makes an empty stand-in; nullptr where the primary never fails.
  using MakeStandIn = std::function<std::unique_ptr<HotStore>()>;

  HotTier(HotStore& primary, MakeStandIn make_stand_in, Journal& journal, StoreHealth& health);

  // See HotStore::peek(); of the store in use.
  std::optional<KnownEntries> peek(const Keys& keys, const Ages& ages);
  void look_up(std::span<const LookUp> asked, const Instant& at, std::span<KnownEntries> found,
               HotStore::LookUpDone done);
  // `sequence` is that of the journal's record which holds the facts.
  void apply(std::span<const Fact> facts, JournalSequence sequence, const Instant& at);
  // The same with facts that are not merged with anything: they may be older or newer than what is
  // there. `done` is called once they are in the store in use, or cannot be.
  void merge(std::span<const Fact> facts, JournalSequence sequence, const Instant& at,
             std::function<void()> done);
  void fill(std::span<const SourceFacts> sources, const Instant& at);
  // Merges facts that the persistent store has of sources that are large.
  void remember(std::span<const Fact> facts, const Instant& at);

  // See HotStore::drop().
  void drop(std::span<const std::string> sources) {
    (stand_in_ ? *stand_in_ : primary_).drop(sources);
  }

  // The persistent store has these records now: see Confirmation.
  void confirm(Confirmation::Records records, const Instant& at);

  // The primary is connected (again): begins to hand back.
  void primary_ready(const Instant& at);
  // It is not, until primary_ready().
  void primary_lost(const StoreError& error);
  // A store may have lost what it had: the primary gets again what the journal has kept.
  void give_again(const Instant& at);

  // Whether another host goes without the primary; whether the persistent store can be asked is
  // found out with each look-up then.
  void set_others_go_without(bool some) { others_go_without_ = some; }
  bool others_go_without() const { return others_go_without_; }
  void set_store_up(std::function<bool()> store_up) { store_up_ = std::move(store_up); }
  // Called when the stand-in has come into use, and when the primary has again.
  void set_on_turn(std::function<void()> on_turn) { on_turn_ = std::move(on_turn); }
  // Has all hosts read each source from the persistent store anew. An error where the primary is
  // not in use: then somebody else must, or later.
  void distrust(HotStore::WriteDone done);

  // Goes on with a replay that the journal could not be read for, asks a primary again that failed,
  // and gives the store in use its moment for upkeep. To be called every kTick, less often
  // where nobody asks.
  void tick(const Instant& at);
  static constexpr std::chrono::milliseconds kTick{250};
  static constexpr std::chrono::milliseconds kLongestPause{2000};

  bool on_stand_in() const { return stand_in_ != nullptr; }
  // Of the primary, as an administrator calls it.
  const std::string& name() const { return health_.name(); }
  // The primary serves, and lacks nothing of the journal that it has not been given yet.
  bool in_use() const { return !stand_in_ && !behind_; }
  // It is known whether the primary can be used.
  bool settled() const { return stand_in_ != nullptr || !behind_; }
  // Nothing of the journal waits for the primary, nor is looked for there.
  bool idle() const {
    return !behind_ && confirmation_.idle() &&
           journal_.place(JournalReader::hot) == journal_.last();
  }

 private:
  void look_up_in_stand_in(std::span<const LookUp> asked, const Instant& at,
                           std::span<KnownEntries> found, HotStore::LookUpDone done);
  bool asks_besides() const { return others_go_without_ && store_up_ && store_up_(); }
  void begin_stand_in();
  void watch_place(const Instant& at);
  void ask_again(const Instant& at);
  void agree(const Instant& at);
  void replay_next(const Instant& at);
  void go_on_from(const std::string& history, const Instant& at);
  bool agreed() const;
  void await_journal();
  void hand_back();
  // Of what a process before this one had the primary looked through for.
  JournalSequence confirmed_before() const;
  void failed(const StoreError& error);
  void rewind();
  void applied(JournalSequence sequence, const StoreResult<void>& result);

  HotStore& primary_;
  MakeStandIn make_stand_in_;
  Journal& journal_;
  StoreHealth& health_;
  Confirmation confirmation_;
  std::unique_ptr<HotStore> stand_in_;
  bool connected_ = false;
  bool behind_ = true;          // records before this start may wait
  bool replaying_ = false;      // or about to, once the primary has answered
  std::uint64_t attempt_ = 0;   // so that answers to an earlier one are known
  JournalSequence stored_ = 0;  // when the handing back was begun
  bool rewound_ = false;        // since the replay under way was begun
  bool replay_waits_ = false;   // for the journal to be readable
  bool was_used_ = false;       // the primary has had all of the journal once
  // Before a primary that failed is asked again.
  GrowingPause pause_{1, static_cast<int>(kLongestPause / kTick)};
  PlaceWatch watch_;
  bool others_go_without_ = false;
  std::function<bool()> store_up_;
  std::function<void()> on_turn_;
};

}  // namespace greycache
