// The port of the journal: what this host has acknowledged and not yet handed on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/store/store_error.h"

namespace greycache {

// The position of a record; grows by one a record, starts at 1.
using JournalSequence = std::int64_t;

// The stores that read the journal, each at its own place.
enum class JournalReader : std::uint8_t { hot, persistent };

// On this host's disk, written and read on the event-loop thread only. A record leaves once every
// reader has passed it, or a while later, for a reader that loses what it had. Facts may be handed
// to a reader twice (they merge), never lost; only the hot reader may have to go without some that
// the persistent one has (see kWentWithout).
class Journal {
 public:
  struct Chunk {
    JournalSequence last = 0;  // the last record the facts come from
    std::vector<Fact> facts;
    bool lacks_some = false;  // of the records before its last, which cannot be read now
  };

  virtual ~Journal() = default;

  // Writes facts as one record in one transaction, and returns its sequence. When it returns, the
  // record survives a kill of this process (or a power cut, where so configured).
  virtual StoreResult<JournalSequence> append(std::span<const Fact> facts) = 0;

  // The facts of the records after `reader`'s place: whole records until at least `facts` facts are
  // gathered; empty when there are none.
  virtual StoreResult<Chunk> next(JournalReader reader, std::size_t facts) = 0;

  // The same for who only looks, and passes nothing of it: where a part of the journal is elsewhere
  // (in memory, while its file takes nothing), the one goes on where the other ends.
  virtual StoreResult<Chunk> look_through(JournalReader reader, std::size_t facts) {
    return next(reader, facts);
  }

  // `reader` has everything up to `sequence`. Deletes what no reader needs any more.
  virtual void passed(JournalReader reader, JournalSequence sequence) = 0;

  // `reader` may have lost what it had after this record: it gets again what is still here of it.
  virtual void rewind(JournalReader reader, JournalSequence after) = 0;

  // PersistentStore::history() or HotStore::history() of the store that the reader's place stands
  // for; empty until it is set, kWentWithout where the reader lacks records that left without it.
  // Kept as the places are.
  virtual const std::string& history(JournalReader reader) const = 0;
  virtual void set_history(JournalReader reader, std::string name) = 0;
  static constexpr const char kWentWithout[] = "went without records";

  virtual JournalSequence last() const = 0;
  virtual JournalSequence place(JournalReader reader) const = 0;
  // Whether it is known what processes before this one have left. Where the file could not be read
  // yet it is not: what they acknowledged may wait there, and last() and place() do not tell of it.
  virtual bool knows_former() const { return true; }
  // Bytes on disk of records that wait for a reader.
  virtual std::int64_t size() const = 0;
};

}  // namespace greycache
