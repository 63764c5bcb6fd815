// The way of requests through a turn: looked up together, decided, journalled, applied, answered.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/config/settings.h"
#include "greycache/engine/asker.h"
#include "greycache/engine/correspondence.h"
#include "greycache/engine/decision_log.h"
#include "greycache/engine/group_commit.h"
#include "greycache/engine/open_questions.h"
#include "greycache/engine/organisations.h"
#include "greycache/engine/pending_pool.h"
#include "greycache/engine/pending_queue.h"
#include "greycache/engine/policy_set.h"
#include "greycache/engine/replier.h"
#include "greycache/engine/statistics.h"
#include "greycache/engine/turn.h"
#include "greycache/policy/ages.h"
#include "greycache/storage/hot_tier.h"
#include "greycache/storage/journal_writer.h"
#include "greycache/storage/source_loader.h"
#include "greycache/store/journal.h"

namespace greycache {

// What this process' memory knows decides a request inside submit(), and answers it there if
// nothing changes by it (docs/decisions/0009). Another waits, between submit() and answer(), for
// at most one turn under way (a look-up in the hot store) and for its source to be loaded, or for
// what it names of a source that is too large for that, never longer than `request_timeout`.
// A request of a client with an organisation is looked up under two sources, and decided when both
// can be, or an AWL entry of one passes it; of a correspondent, too, since he may come back.
// Requests of one turn are decided in the order they
// came, each seeing what the ones before have changed. All on the loop's thread.
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
  // found(). Must be called before anything is submitted or a turn is run.
  void set_persistent(JournalWriter& writer, SourceLoader& loader);

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

  // What is known of organisations' standing now; counted here, exchanged with other processes by
  // whoever has the store.
  StandingBook& standing() {
    count_returns();
    return organisations_.standing();
  }
  // First attempts that did not come back in time count against the standing, whether or not a
  // request comes. Called now and then.
  void count_returns() { organisations_.count_returns(clocks_.wall()); }

  // For an operator's question about a request: the same as of a real one.
  Organisations& organisations() { return organisations_; }
  std::optional<Keys> correspondent_keys(const PolicyRequest& request) {
    return correspondence_.keys(policy_->rules, request);
  }
  // Somebody may have said that mail of this outcome shall pass: that is in doubt, too.
  bool may_be_expected(Outcome outcome) const {
    return !passes(outcome) && !policy_->lists.knows_expectations &&
           options_.in_doubt == InDoubt::accept;
  }

  // Requests that wait for an answer.
  std::size_t waiting() const { return waiting_.size(); }
  Cutoffs cutoffs() const { return cutoffs_at(policy_->rules, clocks_.wall()); }

 private:
  // By the place of each inquiry in Pending::inquiries(): what peek() says, and what there is.
  using Peeked = std::array<std::optional<KnownEntries>, Pending::kMostInquiries>;
  using Found = std::array<KnownEntries, Pending::kMostInquiries>;

  void note_forgotten(UnixTime now);
  void admit(Pending& pending, UnixTime now);
  std::optional<KnownEntries> peek(const Inquiry& inquiry, UnixTime now);
  bool passes_at_once(Pending& pending, Peeked& known, UnixTime now);
  void ask_correspondents(Pending& pending, Peeked& known, UnixTime now);
  bool hits_at_once(Pending& pending, Inquiry& inquiry, const KnownEntries& known, UnixTime now);
  bool teaches(PendingPtr& pending, UnixTime now);
  void answer_teachers();
  void wait(Pending& pending);
  void consider(PendingPtr pending, const Peeked& known, UnixTime now);
  bool nobody_has_anything(Inquiry& inquiry);
  void take_as_new(Inquiry& inquiry);
  bool stores_lack(const Inquiry& inquiry) const;
  // The one way to a decision, or to whom what is missing must be asked of. `hot`: what the hot
  // store says for each inquiry.
  void decide(PendingPtr pending, std::span<const KnownEntries> hot, UnixTime now);
  void conclude(Inquiry& inquiry, const KnownEntries& hot, UnixTime now);
  std::span<const Fact> changes_of(Inquiry& inquiry, UnixTime now);
  bool is_decided(Pending& pending, UnixTime now) const;
  static bool sources_decided(Pending& pending);
  bool passes_by_sources(const Pending& pending, UnixTime now) const;
  void settle(Pending& pending, UnixTime now);
  void settle_by_sources(Pending& pending, UnixTime now);
  void passes_as_written_to(Pending& pending);
  bool would_wait_by_lack(const Pending& pending, UnixTime now) const;
  void ask_missing(PendingPtr pending, UnixTime now);
  const Rules& rules_of(const Inquiry& inquiry) const;

  void begin_turn();
  void finish_turn(const StoreResult<void>& result);
  void answer_decided(UnixTime now);
  void answer(Pending& pending, UnixTime now);
  void answer_in_doubt(Pending& pending);

  void fill(std::vector<SourceFacts>& sources, UnixTime now);
  void cannot_load(const std::vector<std::string>& sources);
  void go_on(Inquiry& answered, UnixTime now);
  void go_on_in_doubt(PendingPtr pending);
  bool believes_hot_store(Pending& pending);
  static void add_named_awl(std::vector<Fact>& into, const Inquiry& inquiry);

  Instant instant(UnixTime now) const { return {now, ages_of(policy_->rules)}; }

  Clocks clocks_;
  HotTier& hot_;
  Statistics& statistics_;
  std::shared_ptr<const PolicySet> policy_;
  Rules unit_rules_;              // of organisations in good standing
  Rules unit_rules_without_awl_;  // and in bad
  Options options_;
  std::uint64_t forgotten_ = 0;                // Forgotten::fingerprint() of what is
  std::optional<UnixTime> forgotten_changes_;  // when other entries count by the same
  Organisations organisations_;
  Correspondence correspondence_;
  std::vector<Fact> with_lent_;  // of changes_of()
  PendingPool pool_;             // before all that holds what it gave
  Replier replier_;
  Turn turn_;
  OpenQuestions questions_;
  GroupCommit commit_;
  GroupCommit lessons_;  // of own users' mail: for none of them a look-up is waited for
  PendingQueue waiting_;
};

}  // namespace greycache
