// The daemon without its sockets: stores, engine, and what keeps them going.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "greycache/config/settings.h"
#include "greycache/core/storage.h"
#include "greycache/engine/engine.h"
#include "greycache/event/event_loop.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/fact_intake.h"
#include "greycache/storage/hot_tier.h"
#include "greycache/storage/persistent_parts.h"
#include "greycache/storage/stand_in_watch.h"
#include "greycache/storage/standing_exchange.h"
#include "greycache/storage/store_health.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Wires one Engine to the storage that the settings choose. Whoever owns it turns the loop:
// `loop.run_once(core.turn())` over and over. All on the loop's thread.
class Core {
 public:
  // Throws StartError (start_error.h) where a needed resource is missing.
  Core(EventLoop& loop, const Settings& settings, Engine::Clocks clocks,
       std::unique_ptr<DecisionLog> decision_log, StoreHealth::OnChange on_health,
       const MakeStorage& make);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  // Also for a reload: replaces the decision's settings and lists.
  void set_policy(std::shared_ptr<const PolicySet> policy, const Settings& settings,
                  std::unique_ptr<DecisionLog> decision_log);

  // One turn of the engine; true when the loop may sleep before the next.
  bool turn();

  // Turns the loop until it is known whether the hot store can be used, who goes without it, and
  // whether sources can be read, and `also` holds, or `patience` is over.
  void settle(std::chrono::milliseconds patience, const std::function<bool()>& also = {});

  // Turns the loop until everything acknowledged is where it belongs or `patience` is over; a store
  // that is away is not waited for unless changes are in memory only: see in_memory_only(). Returns
  // whether it is. Called again, or gone on from, as one likes.
  bool flush(std::chrono::milliseconds patience);

  // Changes that would be lost if this process ended now.
  std::size_t in_memory_only() const;
  // The persistent store has all of them: only the hot one would lack them.
  bool stored() const { return !persistent_->tail.some_waits(); }
  // Nothing waits in the journal.
  bool handed_on() const { return hot_->idle() && persistent_->writer.idle(); }

  EventLoop& loop() { return loop_; }
  Engine& engine() { return *engine_; }
  // See HotStore::drop().
  void drop_hot(std::span<const std::string> sources) { hot_->drop(sources); }
  Worker& worker() { return *worker_; }
  // For what may take long: where it can, it does not hold up who waits for a source.
  Worker& cleaning_worker() { return cleaning_worker_ ? *cleaning_worker_ : *worker_; }
  // For what an operator asks: nobody's mail waits for it.
  Worker& asking_worker() { return *asking_worker_; }
  // For reports, which may take seconds: no other question waits for one.
  Worker& reporting_worker() { return reporting_worker_ ? *reporting_worker_ : *asking_worker_; }
  SteadyJournal& journal() { return *journal_; }
  BackgroundJobs& jobs() { return jobs_; }
  Statistics& statistics() { return statistics_; }
  // All 0 where the hot store has no cache.
  CacheCounts cache_counts() const {
    return storage_.cache_counts ? storage_.cache_counts() : CacheCounts{};
  }
  // All 0 where the hot store is memory.
  HotCounts hot_counts() const { return storage_.hot_counts ? storage_.hot_counts() : HotCounts{}; }
  std::int64_t set_aside() const { return storage_.set_aside(); }
  const HotTier& hot() const { return *hot_; }
  PersistentParts& persistent() { return *persistent_; }
  // Of who moves in.
  FactIntake& intake() { return *intake_; }
  // Other hosts that go without the hot store, as far as the persistent store can be asked.
  std::vector<StandIn> others_without_hot() const {
    const bool asked = stand_ins_ && persistent_health_.up();
    return asked ? stand_ins_->others() : std::vector<StandIn>{};
  }
  const StoreHealth& hot_health() const { return hot_health_; }
  const StoreHealth& persistent_health() const { return persistent_health_; }
  const StoreHealth& journal_health() const { return journal_health_; }

 private:
  void make_persistent(const Settings& settings);
  StandingExchange::Options exchange_options();
  Instant instant() const { return {clocks_.wall(), ages_}; }
  void on_hot_state(const StoreResult<std::string>& state);
  void turn_until(const std::function<bool()>& done, std::chrono::milliseconds patience);
  void tend_journal();
  bool settled_everywhere() const;
  bool sources_tried() const;

  // Forwards to the log in use, so that a reload can replace it under the engine.
  struct CurrentLog final : DecisionLog {
    void decided(const DecidedRequest& request) override { log->decided(request); }
    std::unique_ptr<DecisionLog> log;
  };

  EventLoop& loop_;
  Engine::Clocks clocks_;
  Ages ages_;
  Statistics statistics_;
  BackgroundJobs jobs_;
  CurrentLog log_;
  StoreHealth hot_health_;
  StoreHealth persistent_health_;
  StoreHealth journal_health_;
  StorageParts storage_;
  std::string hot_place_;  // what the hot store said when it could be used last
  std::unique_ptr<SteadyJournal> journal_;
  std::unique_ptr<HotTier> hot_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<PersistentParts> persistent_;
  std::unique_ptr<FactIntake> intake_;
  std::unique_ptr<StandingExchange> standing_;
  std::unique_ptr<StandInWatch> stand_ins_;  // where hosts share the hot store
  std::unique_ptr<Worker> worker_;
  std::unique_ptr<Worker> reading_worker_;
  std::unique_ptr<Worker> cleaning_worker_;
  std::unique_ptr<Worker> asking_worker_;
  std::unique_ptr<Worker> reporting_worker_;
  Timer deadline_timer_;
  Timer journal_timer_;
  std::int64_t asked_when_tended_ = 0;  // Statistics::requests then
};

}  // namespace greycache
