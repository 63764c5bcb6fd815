#include "greycache/server/hot_tier.h"

#include <utility>

namespace greycache {

namespace {

constexpr std::size_t kReplayFacts = 1000;

}  // namespace

HotTier::HotTier(HotStore& primary, MakeStandIn make_stand_in, Journal& journal,
                 StoreHealth& health)
    : primary_(primary),
      make_stand_in_(std::move(make_stand_in)),
      journal_(journal),
      health_(health) {
  rewind();
}

void HotTier::rewind() {
  journal_.rewind(JournalReader::hot, journal_.place(JournalReader::persistent));
}

bool HotTier::peek(const Keys& keys, Finding& found) {
  return (stand_in_ ? *stand_in_ : primary_).peek(keys, found);
}

void HotTier::look_up(std::span<const LookUp> asked, std::span<Finding> found,
                      HotStore::LookUpDone done) {
  if (stand_in_) return stand_in_->look_up(asked, found, std::move(done));
  primary_.look_up(asked, found,
                   [this, asked, found, done = std::move(done)](StoreResult<void> result) {
                     if (result) return done(result);
                     primary_lost(result.error());
                     if (!stand_in_) return done(result);
                     stand_in_->look_up(asked, found, done);
                   });
}

void HotTier::apply(std::span<const Fact> facts, JournalSequence sequence, UnixTime now) {
  if (stand_in_) {
    behind_ = true;
    return stand_in_->apply(facts, now, [](StoreResult<void>) {});
  }
  primary_.apply(facts, now,
                 [this, sequence](StoreResult<void> result) { applied(sequence, result); });
}

// Replies come in the order of the writes, so everything up to `sequence` is in, unless something
// was missed before: then the place only moves by the replay.
void HotTier::applied(JournalSequence sequence, const StoreResult<void>& result) {
  if (!result) {
    behind_ = true;
    return primary_lost(result.error());
  }
  if (!behind_ && sequence != 0) journal_.passed(JournalReader::hot, sequence);
}

void HotTier::fill(std::span<const SourceFacts> sources, UnixTime now) {
  (stand_in_ ? *stand_in_ : primary_).fill(sources, now);
}

void HotTier::primary_lost(const StoreError& error) {
  health_.set_down(error);
  if (!stand_in_ && make_stand_in_) stand_in_ = make_stand_in_();
  rewind();
  behind_ = true;
  replaying_ = false;
  replay_waits_ = false;
}

void HotTier::give_again(UnixTime now) {
  const bool in_use = !stand_in_ && !behind_;
  journal_.rewind(JournalReader::hot, 0);
  behind_ = true;
  rewound_ = true;
  if (in_use) replay_next(now);
}

void HotTier::primary_ready(UnixTime now) {
  if (!replaying_) replay_next(now);
}

void HotTier::tick(UnixTime now) {
  (stand_in_ ? *stand_in_ : primary_).tend(now);
  if (replay_waits_) replay_next(now);
}

void HotTier::replay_next(UnixTime now) {
  const auto chunk = journal_.next(JournalReader::hot, kReplayFacts);
  replay_waits_ = !chunk;
  replaying_ = replay_waits_;
  rewound_ = false;
  if (replay_waits_) return;
  if (!chunk->facts.empty()) {
    replaying_ = true;
    const JournalSequence last = chunk->last;
    return primary_.replay(chunk->facts, now, [this, last, now](StoreResult<void> result) {
      if (!replaying_) return;
      if (!result) return primary_lost(result.error());
      if (!rewound_) journal_.passed(JournalReader::hot, last);
      replay_next(now);
    });
  }
  // Handed back: the memory of the stand-in goes with it.
  replaying_ = false;
  behind_ = false;
  stand_in_.reset();
  health_.set_up();
}

}  // namespace greycache
