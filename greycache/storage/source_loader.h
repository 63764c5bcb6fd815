// Reads from the persistent store what requests ask for: sources, and facts by key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "greycache/policy/keys.h"
#include "greycache/storage/job_turn.h"
#include "greycache/storage/journal_tail.h"
#include "greycache/storage/known_sources.h"
#include "greycache/storage/store_access.h"
#include "greycache/storage/store_reading.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Has one job with its worker at a time, and what is asked for meanwhile goes with the next. Both
// kinds are bounded, what does not fit comes with the job after. What the store gives is completed
// by what waits for it or came to it meanwhile: so a source never comes back without what this host
// has acknowledged for it. While reading is not possible what is asked for fails at once, and a job
// that asks for nothing finds out when it is again. All calls on the loop's thread.
class SourceLoader {
 public:
  // `sources` were asked for; `result` has those of them that came by now, the others come later.
  using OnLoaded = std::function<void(const std::vector<std::string>& sources,
                                      StoreResult<std::vector<SourceFacts>> result)>;
  // What was found for these questions, in the same order.
  using OnFound = std::function<void(const std::vector<std::uint64_t>& questions,
                                     StoreResult<std::vector<std::vector<Fact>>> result)>;

  // A source with more than `most_of_source` facts is not loaded as a whole. All outlive this.
  SourceLoader(Worker& worker, JournalTail& tail, StoreAccess& access, KnownSources& known,
               std::size_t most_of_source);

  // Both must be set before anything is asked for.
  void set_on_loaded(OnLoaded callback) { on_loaded_ = std::move(callback); }
  void set_on_found(OnFound callback) { on_found_ = std::move(callback); }

  // Nobody has anything of this source, so that asking for it is idle. False in doubt.
  bool certainly_absent(const std::string& src) const { return known_.certainly_absent(src); }
  // The persistent store and the journal have nothing of it; a hot store that others write may.
  // False in doubt.
  bool lacks(const std::string& src) const { return known_.lacks(src); }
  // Asks for a source; several requests for one are one.
  void want(const std::string& src);
  // Asks for what a request names and counts of its source (PersistentStore::find()), of connects
  // those first seen at `connects_from` or later. Each question has another number.
  void ask(std::uint64_t question, const Keys& keys, UnixTime connects_from = 0);

  // Sends what is asked for to the worker. Called at the end of each turn of the loop.
  void dispatch(const StoreReading::Terms& terms);

  // Nothing is asked for, under way, or to be tried.
  bool idle() const { return turn_.state() == JobTurn::State::resting && asks_nothing(); }
  // What is asked for, under way or not.
  std::size_t wanted() const { return wanted_.size() + asked_.size() + questions_.size(); }

 private:
  struct Question {
    std::uint64_t number = 0;
    Keys keys;
    UnixTime connects_from = 0;
  };

  bool asks_nothing() const { return wanted_.empty() && questions_.empty(); }
  void fail_all();
  void send(const StoreReading::Terms& terms);
  std::size_t most_questions(const Excerpt& excerpt) const;
  void take_questions(StoreReading& reading) const;
  void finished(StoreReading reading);
  void note_outcome(StoreReading& reading);
  void hand_on(StoreReading reading);

  Worker& worker_;
  JournalTail& tail_;
  StoreAccess& access_;
  KnownSources& known_;
  std::size_t most_of_source_;
  OnLoaded on_loaded_;
  OnFound on_found_;
  std::unordered_set<std::string> wanted_;
  std::unordered_set<std::string> asked_;  // by the job under way
  std::deque<Question> questions_;
  JobTurn turn_{JobTurn::State::resting};  // due: reading is to be tried, whoever asks
};

}  // namespace greycache
