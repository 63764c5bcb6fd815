// Everything of the daemon that stands on its stores, from the settings in force.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/config/settings.h"
#include "greycache/core/core.h"
#include "greycache/daemon/clock_watch.h"
#include "greycache/daemon/history_keeper.h"
#include "greycache/sessions/session_table.h"
#include "greycache/sessions/takeover.h"
#include "greycache/storage/cleaner.h"
#include "greycache/storage/expectation_watch.h"
#include "greycache/storage/opt_watch.h"

namespace greycache {

// Opened, and closed while another process may take over; what comes in and how is the owner's.
// Whoever owns it calls run_once() over and over. All on the loop's thread.
class Service {
 public:
  // What is not the same in a simulation.
  struct Surroundings {
    std::function<MakeStorage(const Settings& settings, StateIs state_is)> storage;
    std::function<std::unique_ptr<DecisionLog>(const Settings& settings)> decision_log;
    std::function<std::shared_ptr<const ListSet>()> lists;
    StoreHealth::OnChange on_health;
    // Empty where no history is kept, whatever the settings say.
    std::function<std::unique_ptr<HistoryStore>(const Settings& settings)> history = {};
    // Keeps what is expected for the next process on this host, and has what the last one kept.
    struct Expected {
      std::function<std::shared_ptr<const Expectations>()> read;
      std::function<void(const Expectations&)> keep;  // beside the loop
    };
    Expected expectations = {};
  };

  // How long an end may take in all, flush included.
  static constexpr std::chrono::milliseconds kPatience{3500};

  // How long clients wait for the hot store, so that the first of them are not answered without it.
  static constexpr std::chrono::milliseconds kPatienceAtStart{1000};

  // Nobody waits for over 2 s for a takeover that fails: this long for the stores to have
  // everything (what is left waits in the journal), for a successor to open its own, and for the
  // state directory that it has let go of, and as long as ThreadWorker::kPatience.
  static constexpr std::chrono::milliseconds kPatienceWithStores{150};
  // Where optmethod asks for them: until they are read nobody is greylisted.
  static constexpr std::chrono::milliseconds kPatienceWithOptTables{400};
  static constexpr std::chrono::milliseconds kPatienceWithSuccessor{900};
  // What is left for requests that have waited for all of that, and how long it is so.
  static constexpr Milliseconds kPatienceAfterFailure{300};
  static constexpr std::chrono::seconds kHaste{1};

  Service(EventLoop& loop, const Settings& settings, Surroundings surroundings);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Throws StartError where a needed resource is missing. `state_is` says whose the state directory
  // was; others wait meanwhile where it was a daemon's.
  void open(StateIs state_is);
  void close();
  bool is_open() const { return opt_watch_ != nullptr; }

  // A turn of the loop and of all this.
  void run_once();
  // Called about once a second.
  void each_second();

  const Settings& settings() const { return settings_; }
  // A reload: what needs no restart is in force from now on, rules and lists together from
  // apply_policy() on.
  void set_settings(const Settings& read);
  void apply_policy();

  void serve(std::vector<PassedSocket> sessions);
  // For a successor: sessions read no more, what waits goes to the stores as far as it is soon
  // done; the sessions leave, and all is closed. Where changes would be lost with this process,
  // since neither the journal's disk nor the stores take them, it goes on as before and says so.
  using GivenUp = tl::expected<std::vector<PassedSocket>, std::string>;
  GivenUp give_up();
  // The successor is none: all is opened again, and the sessions that had left are served.
  void take_back(std::vector<PassedSocket> sessions);

  // The end: sessions without a request close. Whether the stores have everything that was
  // acknowledged; what is left waits in the journal. What could be kept nowhere is told as lost.
  bool end();

  // Of what is open.
  Core& core() { return *core_; }
  SessionTable& sessions() { return *sessions_; }
  OptWatch& opt_watch() { return *opt_watch_; }
  HistoryWriter::State history() const {
    return history_ ? history_->state() : HistoryWriter::State{};
  }
  ExpectationWatch& expectation_watch() { return *expectation_watch_; }
  std::shared_ptr<const PolicySet> policy() const { return policy_; }

 private:
  std::unique_ptr<Cleaner> make_cleaner();
  // Of those who wait for what is opened.
  std::chrono::milliseconds patience_for(StateIs state_is) const;
  void watch_tables(StateIs state_is);
  void apply_limits();
  void watch_clock();
  void tell_lost() const;

  EventLoop& loop_;
  Settings settings_;
  Surroundings surroundings_;
  std::shared_ptr<const PolicySet> policy_;
  Statistics counted_;                      // by cores that were closed for a takeover that failed
  std::unique_ptr<HistoryKeeper> history_;  // before the core, whose log leads to it
  std::unique_ptr<Core> core_;
  std::unique_ptr<OptWatch> opt_watch_;
  std::unique_ptr<ExpectationWatch> expectation_watch_;
  std::shared_ptr<const Expectations> expected_before_;  // when a takeover was begun
  bool expected_all_before_ = false;                     // whether that was all
  std::unique_ptr<SessionTable> sessions_;
  std::unique_ptr<Cleaner> cleaner_;
  ClockWatch clock_watch_;
  bool handed_on_ = false;  // the stores had all of the journal when it was given up
  Timer haste_;  // runs while requests are served that have waited for a takeover that failed
};

}  // namespace greycache
