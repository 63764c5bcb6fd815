// Keeps the expectations in memory as they are in the persistent store, and the store as they were.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/policy/expectation/expectations.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/expectation_change.h"
#include "greycache/storage/expectation_reading.h"
#include "greycache/storage/growing_pause.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Asks every `interval` for expectations_version(), and reads all when it has changed. What this
// host knows and the store lacks was lost there (a standby that was promoted without the last
// commits, a crash, a backup) and is given back. While the store cannot be asked what was read
// before counts; before the first reading nobody knows what is expected. Rows that were over a day
// ago are deleted. A store that is there and cannot answer is asked ever less often, at least every
// kLongestPause. All calls on the loop's thread.
class ExpectationWatch {
 public:
  struct Options {
    std::chrono::milliseconds interval{1000};
  };
  // `store_up` says whether it makes sense to ask, as it does of one that can be read only;
  // `on_change` is called when known() has changed.
  struct Callbacks {
    std::function<UnixTime()> now;
    std::function<bool()> store_up;
    std::function<void()> on_change;
    // Keeps all that is known for another process. Called beside the loop; may be empty.
    std::function<void(const Expectations& rows)> keep = {};
  };
  ExpectationWatch(EventLoop& loop, Worker& worker, const Options& options, Callbacks callbacks,
                   BackgroundJobs& jobs);

  // Begins to ask, at once.
  void look();

  // What another one has known counts, and the store gets what it lacks of it. `complete`: until
  // now it was all that there is.
  void begin_with(std::shared_ptr<const Expectations> known, bool complete);
  // Null while nothing is known.
  std::shared_ptr<const Expectations> known() const { return known_; }
  // Whether that is all, as the store had it of late.
  bool complete() const { return complete_; }
  // Whether the store has been asked, and has answered or cannot.
  bool tried() const { return tried_; }

  // Writes rows of different names to the store. With success they are safe there and count here
  // from now on; with an error nobody has them.
  using Done = std::function<void(const StoreResult<void>& result)>;
  void remember(std::vector<Expectation> rows, Done done);
  // The same with one row, made of what the store has at this moment: what another host has just
  // written is known here only a look later.
  using Changed = std::function<void(const StoreResult<ExpectationChanged>& result)>;
  void change(ExpectationChange change, Changed done);

  // How long a row stays when it is over: longer than clocks of hosts may differ.
  static constexpr UnixTime kKept = 86400;
  static constexpr std::chrono::milliseconds kLongestPause{30'000};
  static constexpr std::chrono::milliseconds kLongestWhileAway{5'000};

 private:
  void ask_version();
  void version_is(const StoreResult<std::int64_t>& version);
  void have_read(std::int64_t version, ExpectationsRead read);
  void replace(std::shared_ptr<const Expectations> rows);
  void keep();
  void give_back();
  void forget_old();
  void has_written(const StoreResult<void>& result);
  void count_here(const std::weak_ptr<const Expectations>& former,
                  std::shared_ptr<const Expectations> all, const std::vector<Expectation>& rows);
  void succeed();
  void fail(const StoreError& error);
  void pause();
  std::chrono::milliseconds interval() const;

  EventLoop& loop_;
  Worker& worker_;
  Options options_;
  Callbacks callbacks_;
  BackgroundJobs& jobs_;
  Timer timer_;
  bool tried_ = false;
  bool complete_ = false;
  bool busy_ = false;                                   // a question is under way
  bool again_ = false;                                  // look() came while it was
  int failures_ = 0;                                    // one after the other
  std::chrono::steady_clock::time_point not_before_{};  // the next question, after these
  std::optional<std::int64_t> version_;                 // of known_
  std::shared_ptr<const Expectations> known_;
  std::vector<Expectation> newer_;      // remembered here while a look is under way
  std::vector<Expectation> lost_;       // by the store, to be given back
  std::optional<UnixTime> first_over_;  // the least kept_until
  GrowingPause writes_{1, 60};          // between looks that write
};

}  // namespace greycache
