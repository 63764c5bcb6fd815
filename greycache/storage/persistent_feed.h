// The way between the loop and the persistent store: the journal's records out, whole sources in.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/policy/excerpt.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/storage/known_sources.h"
#include "greycache/storage/store_health.h"
#include "greycache/storage/unwritten_facts.h"
#include "greycache/storage/worker.h"
#include "greycache/store/journal.h"

namespace greycache {

// Has at most one job of each kind with the workers at a time; what comes meanwhile goes with the
// next, in one batch. One kind writes what the journal holds where that is due. The other reads
// sources, and finds by key what belongs to a request; both are bounded, what does not fit comes
// with the next job. To them the facts are added that waited when it began, or came since: so a
// source never comes back without what this host has acknowledged for it. What is written comes
// from memory while that holds all that waits, else from the journal. After a failure the store is
// tried again with growing pauses; until then loads fail at once, but for a store that only takes
// no writes (a standby): it is read all the same. All calls on the loop's thread.
class PersistentFeed {
 public:
  // `sources` were asked for; `result` has those of them that came by now, the others come later.
  using OnLoaded = std::function<void(const std::vector<std::string>& sources,
                                      StoreResult<std::vector<SourceFacts>> result)>;
  // What was found for these questions, in the same order.
  using OnFound = std::function<void(const std::vector<std::uint64_t>& questions,
                                     StoreResult<std::vector<std::vector<Fact>>> result)>;

  // The store goes on from another history (PersistentStore::history()): it may have lost what it
  // had, and gets again what the journal has kept.
  using OnOtherHistory = std::function<void()>;

  // The store has again all that it could not be given while writing failed. Meanwhile another host
  // may have filled the hot store from it without that.
  using OnCaughtUp = std::function<void()>;

  struct Options {
    std::size_t batch = 1000;             // facts a job writes at most (about: whole records)
    std::size_t company = 25;             // so many facts wait for no more
    std::chrono::milliseconds delay{50};  // how long fewer wait
    std::size_t in_memory = 50'000;       // facts that wait and need not be read back
    std::size_t most_of_source = 2000;    // facts; a source with more is not loaded as a whole
    std::chrono::milliseconds retry_first{200};
    std::chrono::milliseconds retry_most{5000};
  };

  // What writes and what reads: of a store with one connection the same worker, else one each, so
  // that nobody who waits for a source waits for a commit.
  struct Workers {
    Worker& writing;
    Worker& reading;
  };

  PersistentFeed(EventLoop& loop, Workers workers, Journal& journal, StoreHealth& health,
                 const Options& options, OnLoaded on_loaded);

  void set_on_found(OnFound callback) { on_found_ = std::move(callback); }
  void set_on_other_history(OnOtherHistory callback) { on_other_history_ = std::move(callback); }
  void set_on_caught_up(OnCaughtUp callback) { on_caught_up_ = std::move(callback); }

  // Who hears whether the reading of known sources succeeds.
  void report_to(BackgroundJobs& jobs) { known_.report_to(jobs); }

  // The journal has written the facts as record `sequence`.
  void appended(JournalSequence sequence, std::vector<Fact> facts);

  // Nobody has anything of this source, so that asking for it is idle. False in doubt.
  bool certainly_absent(const std::string& src) const { return known_.certainly_absent(src); }
  // Asks for a source; several requests for one are one.
  void want(const std::string& src);
  // Asks for what a request names and counts of its source (PersistentStore::find()). Each question
  // has another number.
  void ask(std::uint64_t question, const Keys& keys);

  // Calls `fact` with each that waits to be written; nothing, and false, where they are not all in
  // memory.
  bool each_unwritten(const std::function<void(const Fact&)>& fact);

  // What is read goes by these.
  struct Reading {
    Cutoffs cutoffs;
    Excerpt excerpt;
  };
  // Sends what is due to the workers. Called at the end of each turn of the loop.
  void dispatch(const Reading& reading);

  // Writes what waits without delay, whatever the batch; used when the daemon ends.
  void hurry() { hurry_ = true; }
  // Nothing waits and nothing is under way.
  bool idle() const;
  bool down() const { return !health_.up(); }
  std::size_t wanted() const { return wanted_.size() + asked_.size() + questions_.size(); }

 private:
  struct Written;
  struct Read;
  using Records = std::vector<std::shared_ptr<const std::vector<Fact>>>;

  bool all_written() const { return journal_.place(JournalReader::persistent) == journal_.last(); }
  bool may_write() const;
  void send_write();
  void finished(Written outcome);
  UnwrittenFacts::Records next_records();
  void note_written(JournalSequence last, std::size_t facts);
  void note_history(const std::string& history);
  void note_caught_up();
  JournalSequence place();

  bool may_read() const { return !unreachable_ && !read_failed_; }
  void fail_wanted();
  void send_read(const Reading& reading);
  std::size_t most_questions(const Excerpt& excerpt) const;
  void finished(Read outcome);
  static StoreResult<std::vector<SourceFacts>> read(PersistentStore& store, bool reopen, Read& out,
                                                    std::size_t most);
  void hand_on(Read outcome);
  bool add_waiting(Read& outcome);
  bool each_waiting(const std::function<void(const Fact&)>& fact);

  void failed(const StoreError& error);
  void note_success();
  void schedule_retry();

  Workers workers_;
  Journal& journal_;
  StoreHealth& health_;
  Options options_;
  OnLoaded on_loaded_;
  OnFound on_found_;
  OnOtherHistory on_other_history_;
  OnCaughtUp on_caught_up_;
  std::optional<JournalSequence> catching_up_;  // to this record, since writing succeeds again
  Timer delay_timer_;
  Timer retry_timer_;
  std::unordered_set<std::string> wanted_;
  std::unordered_set<std::string> asked_;
  struct Question {
    std::uint64_t number = 0;
    Keys keys;
  };
  std::deque<Question> questions_;
  UnwrittenFacts facts_;
  JournalSequence place_ = 0;  // as place() said last
  KnownSources known_;
  std::size_t unwritten_ = 0;
  bool writing_ = false;
  bool reading_ = false;
  // By jobs that ended since the reading began: it may have missed them.
  std::vector<Records> written_meanwhile_;
  bool opened_ = false;
  bool reopen_ = false;  // before reading
  bool write_failed_ = false;
  bool unreachable_ = false;  // by the latest writing: not only that it was refused
  bool read_failed_ = false;
  bool due_ = true;  // a first job opens the store even when nothing waits
  bool read_due_ = false;
  bool hurry_ = false;
  std::chrono::milliseconds pause_{0};
};

}  // namespace greycache
