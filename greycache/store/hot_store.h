// The port of the hot store: the entries of those sources that write just now.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "greycache/policy/decide.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/store/store_error.h"

namespace greycache {

// What is asked for one request.
struct LookUp {
  const Keys* keys = nullptr;
  bool whole = false;  // all facts of the source, not only the three that the keys name
};

// What the hot store knows for it.
struct Finding {
  // Whether the source is in the hot store with all its entries. Where it is not, what stands here
  // are some of them at most, and the persistent store must be asked.
  bool resident = false;
  std::optional<Seen> domain_awl;
  std::optional<Seen> from_awl;
  std::optional<Seen> connect;
  std::vector<Fact> all;  // only for a LookUp with `whole`
  // The store holds more entries of this source than it should (RedisOptions::
  // max_entries_per_source): new ones may be throttled. Stores that cap by themselves never say it.
  bool crowded = false;
};

// A source is in the hot store with all its entries, or not at all. All calls and callbacks happen
// on the event-loop thread; none blocks. Calls take effect in the order made: a look_up() sees what
// an earlier apply() or fill() wrote.
class HotStore {
 public:
  using LookUpDone = std::function<void(StoreResult<void>)>;
  using WriteDone = std::function<void(StoreResult<void>)>;

  virtual ~HotStore() = default;

  // What this process' own memory says, at once and without a wait: false where it says nothing.
  // Otherwise, with found.resident, it is what a look_up() without `whole` made at this moment
  // would say. Without found.resident it is an AWL entry that such a look_up() would find too, and
  // that counts by itself: nothing else is known, least of all that something is not there. Writes
  // neither found.all nor, where it returns false, anything.
  virtual bool peek(const Keys& keys, Finding& found) = 0;

  // Answers each LookUp in the Finding of the same index, then calls `done` once: at once, or later
  // from the loop, in any case within the store's time budget. Both spans must live until then. On
  // an error the findings are undefined. At most one look_up() is under way.
  virtual void look_up(std::span<const LookUp> asked, std::span<Finding> found,
                       LookUpDone done) = 0;

  // Writes facts, already merged with what look_up() found, of sources that are resident. `done` is
  // called when they are in, or cannot be.
  virtual void apply(std::span<const Fact> facts, UnixTime now, WriteDone done) = 0;

  // Makes sources resident with these facts, merging with what is there. Failures only mean that
  // the source is not resident.
  virtual void fill(std::span<const SourceFacts> sources, UnixTime now) = 0;

  // Merges facts that may be older or newer than what is there, of sources that may be resident or
  // not: what waited in the journal while the store was away.
  virtual void replay(std::span<const Fact> facts, UnixTime now, WriteDone done) = 0;

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
  virtual void tend(UnixTime) {}
};

}  // namespace greycache
