// What waits in the journal for the persistent store, and what a reading of the store may miss.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/storage/unwritten_facts.h"
#include "greycache/store/journal.h"

namespace greycache {

// Hands on what waits from memory while that holds all of it, else from the journal. A reading sees
// the store as it was at some moment after it began: what waited when it ended, and what was
// written while it was under way, may be missing in it (docs/decisions/0011). All calls on the
// loop's thread.
class JournalTail {
 public:
  using Records = UnwrittenFacts::Records;
  using EachFact = std::function<void(const Fact&)>;

  // `in_memory` facts that wait need not be read back.
  JournalTail(Journal& journal, std::size_t in_memory) : journal_(journal), facts_(in_memory) {}

  // The journal has written the facts as record `sequence`.
  void appended(JournalSequence sequence, std::vector<Fact> facts);

  JournalSequence last() const { return journal_.last(); }
  // Of the persistent reader.
  JournalSequence place();
  bool all_written() const { return journal_.knows_former() && !some_waits(); }
  // Of what is known: see Journal::knows_former().
  bool some_waits() const { return journal_.place(JournalReader::persistent) != journal_.last(); }
  // Facts that wait, of those which came or were given again since the start; about.
  std::size_t waiting() const { return waiting_; }
  // Facts that wait and are held in memory.
  std::size_t in_memory() const { return facts_.size(); }

  // Whole records from the first that waits, until at least `facts` facts are gathered.
  Records next(std::size_t facts);
  // The store has what next() gave.
  void written(Records records);

  // PersistentStore::history() that the place stands for; empty until it is known.
  const std::string& history() const { return journal_.history(JournalReader::persistent); }
  // The store goes on from this history, empty where it does not know. Where it is another than
  // before the store may have lost what it had: it gets again what the journal has kept. Returns
  // whether that is so.
  bool goes_on_from(const std::string& history);

  // Between these calls it is remembered what is written.
  void reading_begun() { written_meanwhile_.emplace(); }
  void reading_ended() { written_meanwhile_.reset(); }
  // False where so much was written during one reading that writing has to wait for it.
  bool may_write() const;

  // What the reading that is under way may miss if it ends now.
  enum class Missed : std::uint8_t {
    nothing,
    of_some,  // of the sources that may_wait_of()
    of_any,   // of any source
  };
  Missed missed();
  bool may_wait_of(std::string_view src) const { return facts_.may_hold(src); }
  // Calls `fact` with what waits of the entries that the keys name, as far as it is in memory.
  void each_waiting(const Keys& keys, const EachFact& fact) const { facts_.each_named(keys, fact); }
  // Calls `fact` with each, of any source. False where more waits than can be looked through, or
  // where that is not known.
  bool each_missed(const EachFact& fact);

  // Calls `fact` with each that waits; nothing, and false, where they are not all in memory.
  bool each_in_memory(const EachFact& fact);

  // Batches that are written during one reading at most.
  static constexpr std::size_t kMostMeanwhile = 16;

 private:
  bool each_in_journal(const EachFact& fact);

  Journal& journal_;
  UnwrittenFacts facts_;
  JournalSequence place_ = 0;        // as place() said last
  JournalSequence taken_after_ = 0;  // the place when next() gave records
  std::size_t waiting_ = 0;
  // By jobs that ended since the reading began; nothing while none is under way.
  std::optional<std::vector<Records>> written_meanwhile_;
};

}  // namespace greycache
