// Empties the journal into the persistent store, in batches.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/storage/job_turn.h"
#include "greycache/storage/journal_tail.h"
#include "greycache/storage/known_sources.h"
#include "greycache/storage/store_access.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Has one job with its worker at a time; what comes meanwhile goes with the next, in one batch. A
// batch goes when `company` facts wait, or one has waited for `delay`. After a failure one goes
// with each pause of the store's access, whether anything waits or not: it also finds out whether
// the store is back. All calls on the loop's thread.
class JournalWriter {
 public:
  struct Options {
    std::size_t batch = 1000;             // facts a job writes at most (about: whole records)
    std::size_t company = 25;             // so many facts wait for no more
    std::chrono::milliseconds delay{50};  // how long fewer wait
    // How often the store is asked for its history: a host that writes nothing would not see that
    // it has failed over as long as the journal keeps what it then lacks. 0: never.
    std::chrono::milliseconds between_histories{0};
  };

  // Writes what is in `tail`, and tells `known` of what comes to be known. All outlive this.
  JournalWriter(EventLoop& loop, Worker& worker, JournalTail& tail, StoreAccess& access,
                KnownSources& known, const Options& options);

  // The store goes on from another history (PersistentStore::history()): it may have lost what it
  // had, and gets again what the journal has kept.
  void set_on_other_history(std::function<void()> callback) {
    on_other_history_ = std::move(callback);
  }
  // The store has these records now.
  using OnWritten = std::function<void(const JournalTail::Records& records)>;
  void set_on_written(OnWritten callback) { on_written_ = std::move(callback); }

  // The journal has written the facts as record `sequence`.
  void appended(JournalSequence sequence, std::vector<Fact> facts);

  // See JournalTail::each_waiting().
  void each_waiting(const Keys& keys, const JournalTail::EachFact& fact) const {
    tail_.each_waiting(keys, fact);
  }

  // Sends what is due to the worker. Called at the end of each turn of the loop.
  void dispatch();

  // Writes what waits without delay, whatever the batch; used when the daemon ends. In batches
  // again, where it does not.
  void hurry() { pace_ = Pace::hurried; }
  void take_time() { pace_ = Pace::in_batches; }
  // Nothing waits and nothing is under way.
  bool idle() const { return !turn_.under_way() && tail_.all_written(); }

 private:
  struct Job;
  enum class Pace : std::uint8_t { in_batches, hurried };

  bool goes_now() const;
  void send();
  void finished(Job job);
  void wait_for_more();
  void look_at_history();
  void note_history(const std::string& history);

  Worker& worker_;
  JournalTail& tail_;
  StoreAccess& access_;
  KnownSources& known_;
  Options options_;
  std::function<void()> on_other_history_;
  OnWritten on_written_;
  JobTurn turn_{JobTurn::State::due};  // a first job opens the store even when nothing waits
  Timer delay_;
  Timer history_timer_;
  bool asks_history_ = false;  // with the next job
  Pace pace_ = Pace::in_batches;
};

}  // namespace greycache
