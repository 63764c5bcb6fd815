// What the primary lacks is still in the journal, this host's or another's, or it is not believed.
#include "greycache/storage/hot_tier.h"

#include <algorithm>
#include <utility>

#include "common/typed_log.h"

namespace greycache {

namespace {

constexpr std::size_t kReplayFacts = 1000;

// A process before this one may have ended before it confirmed as many: a batch's facts.
constexpr JournalSequence kUnconfirmed = 1000;

void make_none_whole(std::span<KnownEntries> found) {
  for (KnownEntries& known : found) {
    if (known.whole()) known.residence = Residence::large;
  }
}

}  // namespace

HotTier::HotTier(HotStore& primary, MakeStandIn make_stand_in, Journal& journal,
                 StoreHealth& health)
    : primary_(primary),
      make_stand_in_(std::move(make_stand_in)),
      journal_(journal),
      health_(health),
      confirmation_(primary, journal, confirmed_before(), [this](const auto& e) { failed(e); }) {
  rewind();
}

JournalSequence HotTier::confirmed_before() const {
  const JournalSequence stored = journal_.place(JournalReader::persistent);
  return make_stand_in_ ? std::max<JournalSequence>(stored - kUnconfirmed, 0) : stored;
}

// A primary that comes back with older data is filled from the persistent store: whatever that one
// has, the primary has then, too. What it has not was in the primary only, and is given again.
void HotTier::rewind() {
  journal_.rewind(JournalReader::hot,
                  std::min(confirmation_.place(), journal_.place(JournalReader::persistent)));
}

// A primary that is away gets later what waits for it, and these records do.
void HotTier::confirm(Confirmation::Records records, const Instant& at) {
  if (!connected_ || (behind_ && !replaying_)) return;
  confirmation_.begin(std::move(records), at);
}

std::optional<KnownEntries> HotTier::peek(const Keys& keys, const Ages& ages) {
  auto known = (stand_in_ ? *stand_in_ : primary_).peek(keys, ages);
  if (known && known->whole() && (stand_in_ || asks_besides())) known.reset();
  return known;
}

void HotTier::look_up(std::span<const LookUp> asked, const Instant& at,
                      std::span<KnownEntries> found, HotStore::LookUpDone done) {
  if (stand_in_) return look_up_in_stand_in(asked, at, found, std::move(done));
  primary_.look_up(asked, at, found,
                   [this, asked, at, found, done = std::move(done)](StoreResult<void> result) {
                     if (result) {
                       if (asks_besides()) make_none_whole(found);
                       return done(result);
                     }
                     failed(result.error());
                     // These requests are the first that the stand-in serves: their sources are not
                     // in it, so they are asked for, and nobody is told "new" who is not.
                     if (!stand_in_) return done(result);
                     look_up_in_stand_in(asked, at, found, done);
                   });
}

// Nobody tells it what other hosts write meanwhile: what it does not have is asked for.
void HotTier::look_up_in_stand_in(std::span<const LookUp> asked, const Instant& at,
                                  std::span<KnownEntries> found, HotStore::LookUpDone done) {
  stand_in_->look_up(asked, at, found, [found, done = std::move(done)](StoreResult<void> result) {
    make_none_whole(found);
    done(std::move(result));
  });
}

void HotTier::apply(std::span<const Fact> facts, JournalSequence sequence, const Instant& at) {
  if (stand_in_) {
    // The record waits in the journal for the primary, behind those that it missed before.
    behind_ = true;
    return stand_in_->apply(facts, at, [](StoreResult<void>) {});
  }
  primary_.apply(facts, at,
                 [this, sequence](StoreResult<void> result) { applied(sequence, result); });
}

void HotTier::merge(std::span<const Fact> facts, JournalSequence sequence, const Instant& at,
                    std::function<void()> done) {
  if (stand_in_) {
    behind_ = true;
    return stand_in_->replay(facts, at, [done = std::move(done)](StoreResult<void>) { done(); });
  }
  primary_.replay(facts, at, [this, sequence, done = std::move(done)](StoreResult<void> result) {
    applied(sequence, result);
    done();
  });
}

// Replies come in the order of the writes, so everything up to `sequence` is in, unless something
// was missed before: then the place only moves by the replay.
void HotTier::applied(JournalSequence sequence, const StoreResult<void>& result) {
  if (!result) {
    behind_ = true;
    return failed(result.error());
  }
  if (!behind_ && sequence != 0) journal_.passed(JournalReader::hot, sequence);
}

void HotTier::fill(std::span<const SourceFacts> sources, const Instant& at) {
  (stand_in_ ? *stand_in_ : primary_).fill(sources, at);
}

void HotTier::remember(std::span<const Fact> facts, const Instant& at) {
  (stand_in_ ? *stand_in_ : primary_).replay(facts, at, [](const StoreResult<void>&) {});
}

void HotTier::primary_lost(const StoreError& error) {
  connected_ = false;
  failed(error);
}

// What is under way is over. The pause goes on: however often calls fail, it ends.
void HotTier::failed(const StoreError& error) {
  health_.set_down(error);
  begin_stand_in();
  rewind();
  // Answers to what was under way still come, and would move the place that was just set back.
  ++attempt_;
  confirmation_.give_up();
  behind_ = true;
  replaying_ = false;
  replay_waits_ = false;
}

void HotTier::begin_stand_in() {
  if (stand_in_ || !make_stand_in_) return;
  stand_in_ = make_stand_in_();
  if (on_turn_) on_turn_();
}

// What is in flight is lost to nobody: what was written to the primary stays there, and is merged
// with what the persistent store had when the source was read.
void HotTier::distrust(HotStore::WriteDone done) {
  if (!in_use()) {
    return done(tl::unexpected(
        StoreError{StoreError::Kind::unavailable, health_.name() + " is not in use"}));
  }
  primary_.distrust([this, done = std::move(done)](const StoreResult<void>& result) {
    if (!result) failed(result.error());
    done(result);
  });
}

// A chunk of a replay may be under way, of records behind the place that is set here: its answer
// must not move the place over those that are to be given again. A primary that is in use stays so:
// facts merge, so that it only gets more.
void HotTier::give_again(const Instant& at) {
  const bool was_in_use = in_use();
  journal_.rewind(JournalReader::hot, 0);
  behind_ = true;
  rewound_ = true;
  if (was_in_use) replay_next(at);
}

void HotTier::primary_ready(const Instant& at) {
  connected_ = true;
  pause_.reset();
  if (!replaying_) agree(at);
}

void HotTier::tick(const Instant& at) {
  (stand_in_ ? *stand_in_ : primary_).tend(at);
  if (replay_waits_) return replay_next(at);
  // What is under way ends by the primary's own deadlines, and a connection by primary_ready().
  if (replaying_ || !connected_) return;
  if (!behind_) {
    // The full journal may have gone on without what it had not taken, or it goes on from another
    // history though it never was lost.
    return agreed() ? watch_place(at) : agree(at);
  }
  if (pause_.due()) ask_again(at);
}

// What is applied moves the place. A record whose writing seemed to fail was never applied as that
// one: it is handed over like what the primary has missed.
void HotTier::watch_place(const Instant& at) {
  if (!watch_.stands_still(journal_.place(JournalReader::hot), journal_.last())) return;
  behind_ = true;
  replay_next(at);
}

// Its own word that it is well comes first: a hand-back may need nothing else of it.
void HotTier::ask_again(const Instant& at) {
  pause_.grow();
  replaying_ = true;
  primary_.probe([this, at, attempt = ++attempt_](StoreResult<void> result) {
    if (attempt != attempt_) return;
    if (!result) return failed(result.error());
    agree(at);
  });
}

bool HotTier::agreed() const {
  return journal_.history(JournalReader::hot) == primary_.history();
}

// What the place in the journal stands for must be what the primary goes on from, before any of its
// sources is believed.
void HotTier::agree(const Instant& at) {
  replaying_ = behind_ = true;
  stored_ = journal_.place(JournalReader::persistent);
  if (agreed()) return replay_next(at);
  const std::string history = primary_.history();
  if (journal_.history(JournalReader::hot).empty()) return go_on_from(history, at);
  log_typed(LogType::dbaccess, 2, "{} may lack what left the journal: its sources are read again",
            health_.name());
  primary_.distrust([this, at, history, attempt = ++attempt_](StoreResult<void> result) {
    if (attempt != attempt_) return;
    if (!result) return failed(result.error());
    // What is kept may be younger than what others read for it meanwhile.
    journal_.rewind(JournalReader::hot, 0);
    go_on_from(history, at);
  });
}

void HotTier::go_on_from(const std::string& history, const Instant& at) {
  journal_.set_history(JournalReader::hot, history);
  replay_next(at);
}

void HotTier::replay_next(const Instant& at) {
  const auto chunk = journal_.next(JournalReader::hot, kReplayFacts);
  replay_waits_ = !chunk;
  replaying_ = true;
  rewound_ = false;
  if (replay_waits_) return await_journal();
  // While it was replayed the journal may have become full, and gone on without it.
  if (chunk->facts.empty()) return agreed() ? hand_back() : agree(at);
  primary_.replay(chunk->facts, at,
                  [this, at, last = chunk->last, attempt = ++attempt_](StoreResult<void> result) {
                    if (attempt != attempt_) return;
                    if (!result) return failed(result.error());
                    if (!rewound_) journal_.passed(JournalReader::hot, last);
                    replay_next(at);
                  });
}

// What a process before this one has left there the primary may lack, though it counts as whole.
void HotTier::await_journal() {
  if (!was_used_) begin_stand_in();
}

// The memory of the stand-in goes with it.
void HotTier::hand_back() {
  was_used_ = true;
  replaying_ = false;
  behind_ = false;
  confirmation_.given_again(stored_);
  pause_.reset();
  pause_.begin();
  const bool changes = std::exchange(stand_in_, nullptr) != nullptr;
  health_.set_up();
  if (changes && on_turn_) on_turn_();
}

}  // namespace greycache
