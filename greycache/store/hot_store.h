// The port of the hot store: the entries of those sources that write just now.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/policy/ages.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/known_entries.h"
#include "greycache/store/source_listener.h"
#include "greycache/store/store_error.h"

namespace greycache {

// What is asked for one request.
struct LookUp {
  const Keys* keys = nullptr;
  // Where all facts of the source go that are here, not only what the keys name; what it held goes.
  // nullptr: they are not wanted.
  std::vector<Fact>* all = nullptr;
};

// A source with at most so many entries as the store takes of one is here as a whole, one with more
// is large (docs/decisions/0012-large-sources.md). A source counts as whole only where nothing was
// left out that counts by the ages of the call: whoever raises an age finds it absent.
// All calls and callbacks happen on the event-loop thread; none blocks. Calls take effect in the
// order made: a look_up() sees what an earlier apply() or fill() wrote.
class HotStore {
 public:
  using LookUpDone = std::function<void(StoreResult<void>)>;
  using WriteDone = std::function<void(StoreResult<void>)>;

  virtual ~HotStore() = default;

  // What this process' own memory says, at once and without a wait, if it says anything. With a
  // whole source it is what a look_up() made at this moment would say. Else it is an AWL entry or a
  // correspondent that a look_up() would find too: nothing else is known.
  virtual std::optional<KnownEntries> peek(const Keys& keys, const Ages& ages) = 0;

  // Answers each LookUp in `found` at the same index, then calls `done` once: at once, or later
  // from the loop, in any case within the store's time budget. Both spans must live until then, and
  // each LookUp::all. On an error what was found is undefined. At most one look_up() is under way.
  virtual void look_up(std::span<const LookUp> asked, const Instant& at,
                       std::span<KnownEntries> found, LookUpDone done) = 0;

  // Writes facts, already merged with what look_up() found; of a large source it may leave some
  // out. `done` is called when they are in, or cannot be.
  virtual void apply(std::span<const Fact> facts, const Instant& at, WriteDone done) = 0;

  // Takes in sources as a whole, or, where they are not, as large ones, merging with what is there.
  // In one step: whoever deletes a source meanwhile makes it absent. Failures only mean that the
  // source is as it was.
  virtual void fill(std::span<const SourceFacts> sources, const Instant& at) = 0;

  // Merges facts that may be older or newer than what is there, of sources that may be here or not:
  // what waited in the journal while the store was away, what was found by key.
  virtual void replay(std::span<const Fact> facts, const Instant& at, WriteDone done) = 0;

  // Lets go of all that is here of these sources, as if they had been evicted: ask_losses() tells
  // all who share the store. What cannot be dropped now stays: nobody may rest on this.
  virtual void drop(std::span<const std::string> /*sources*/) {}

  // Gives another text than before where entries that were here may have been lost since, one by
  // one (evicted, dropped) or as a whole. For stores that others may fill meanwhile.
  virtual void ask_losses(std::function<void(StoreResult<std::string>)> done) { done({}); }
  // Facts that were applied and that the persistent store has had only since: merges again what is
  // not here as it was. A source may have been lost and filled between the two.
  virtual void confirm(std::span<const Fact> /*facts*/, const Instant& /*at*/, WriteDone done) {
    done({});
  }

  // Who hears of what others write, as far as the store tells; nullptr for nobody. The listener
  // must outlive the store, or be taken away before.
  virtual void set_listener(SourceListener* /*listener*/) {}

  // Names what the data of the store go on from, empty where they never outlive this process.
  // Another name than before: it may lack what it had.
  virtual std::string history() const { return {}; }

  // Whether the store itself can be read and written at this moment.
  virtual void probe(WriteDone done) { done({}); }

  // From now on no source is resident, for any process that shares the store, until it is filled
  // again: the store lacks facts that only the persistent store has. Look-ups made after the call
  // know already.
  virtual void distrust(WriteDone done) { done({}); }

  // A moment for upkeep, such as giving back what expired entries take. Called several times a
  // second; takes about a millisecond at most.
  virtual void tend(const Instant&) {}
};

}  // namespace greycache
