// The way of requests through a turn: looked up together, decided, journalled, applied, answered.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "greycache/config/settings.h"
#include "greycache/engine/asker.h"
#include "greycache/engine/decision_log.h"
#include "greycache/engine/pending.h"
#include "greycache/engine/policy_set.h"
#include "greycache/engine/recent_answers.h"
#include "greycache/engine/recent_instances.h"
#include "greycache/engine/statistics.h"
#include "greycache/engine/turn_changes.h"
#include "greycache/policy/actions.h"
#include "greycache/policy/decide.h"
#include "greycache/storage/hot_tier.h"
#include "greycache/storage/journal_writer.h"
#include "greycache/storage/source_loader.h"
#include "greycache/store/journal.h"

namespace greycache {

// What this process' memory knows decides a request inside submit(), and answers it there if
// nothing changes by it (docs/decisions/0009). Another waits, between submit() and answer(), for
// at most one turn under way (a look-up in the hot store) and for its source to be loaded, or for
// what it names of a source that is too large for that, never longer than `request_timeout`.
// Requests of one turn are decided in the order they came, each seeing what the ones before have
// changed. All on the loop's thread.
class Engine {
 public:
  struct Clocks {
    std::function<UnixTime()> wall;
    std::function<std::chrono::steady_clock::time_point()> steady;
  };
  struct Options {
    std::chrono::milliseconds request_timeout{1000};
    InDoubt in_doubt = InDoubt::accept;
  };

  // Everything given must outlive the engine.
  Engine(Clocks clocks, HotTier& hot, Journal& journal, DecisionLog& decision_log,
         Statistics& statistics);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Must be called before the first submit(); later calls replace, for requests decided from then
  // on.
  void set_policy(std::shared_ptr<const PolicySet> policy, const Options& options);
  // Who writes the journal out, and who loads sources: its callbacks must lead to loaded() and
  // found().
  void set_persistent(JournalWriter& writer, SourceLoader& loader) {
    writer_ = &writer;
    loader_ = &loader;
  }

  // Answers at once what needs no store, else within the time budget.
  void submit(Asker& asker);
  // The asker is gone: its request is decided (and remembered) all the same, but not answered.
  void forget(Asker& asker);

  // To be called after each turn of the loop. Returns whether requests wait for another turn that
  // could begin at once.
  bool run_turn();

  // Requests that wait longer than the budget are answered in doubt. Called every few milliseconds.
  void check_deadlines();

  // See SourceLoader::OnLoaded and OnFound.
  void loaded(const std::vector<std::string>& sources,
              StoreResult<std::vector<SourceFacts>> result);
  void found(const std::vector<std::uint64_t>& questions,
             StoreResult<std::vector<std::vector<Fact>>> result);

  // Requests that wait for an answer.
  std::size_t waiting() const { return waiting_.size(); }
  Cutoffs cutoffs() const { return cutoffs_at(policy_->rules, clocks_.wall()); }

 private:
  using PendingList = std::vector<std::unique_ptr<Pending>>;

  std::unique_ptr<Pending> take_pending();
  void put_back(std::unique_ptr<Pending> pending) { spare_.push_back(std::move(pending)); }
  bool answer_again(Pending& pending);
  void wait(Pending& pending);
  bool decide_from_memory(std::unique_ptr<Pending>& pending);
  void look_up_next();
  void choose_turn();
  void finish_turn(const StoreResult<void>& result);
  void decide_one(std::unique_ptr<Pending> pending, const KnownEntries& found, UnixTime now);
  bool new_to_all(Pending& pending);
  void wait_for_source(std::unique_ptr<Pending> pending, const KnownEntries& found);
  void wait_for_answer(std::unique_ptr<Pending> pending);
  void go_on(std::unique_ptr<Pending> pending);
  void go_on_in_doubt(std::unique_ptr<Pending> pending);
  Instant instant(UnixTime now) const { return {now, ages_of(policy_->rules)}; }
  void keep_changes(UnixTime now);
  void answer_decided(UnixTime now);
  const Action& action_of(const RecentAnswers::Answer& decided, const Asker& asker);
  void answer(Pending& pending, Outcome outcome);
  void answer_in_doubt(Pending& pending);

  Clocks clocks_;
  HotTier& hot_;
  Journal& journal_;
  DecisionLog& decision_log_;
  Statistics& statistics_;
  JournalWriter* writer_ = nullptr;
  SourceLoader* loader_ = nullptr;
  std::shared_ptr<const PolicySet> policy_;
  Options options_;
  std::optional<Actions> actions_;
  RecentAnswers recent_answers_;
  RecentInstances recent_instances_;

  bool turn_under_way_ = false;
  PendingList incoming_;  // for the next turn
  PendingList later_;     // of them, for one after it
  PendingList turn_;      // looked up at the moment
  PendingList decided_;   // to be answered once their changes are safe
  PendingList answered_;  // of them, while it happens
  PendingQueue waiting_;
  std::unordered_map<std::string, PendingList> waiting_for_source_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Pending>> waiting_for_answer_;  // by question
  std::uint64_t questions_ = 0;
  PendingList spare_;
  std::vector<LookUp> asked_;
  std::vector<KnownEntries> found_;
  TurnChanges changes_;              // of those that are decided
  std::vector<SourceFacts> absent_;  // their sources of which nobody knows anything
};

}  // namespace greycache
