#include "greycache/server/engine.h"

#include <algorithm>
#include <utility>

#include "greycache/policy/reply.h"

namespace greycache {

namespace {

// A turn's size is bounded so that its first request does not wait for a thousand others.
constexpr std::size_t kMostInTurn = 512;

}  // namespace

// One request between submit() and answer(). `asker` is null once it was answered or went away.
struct Engine::Pending {
  Asker* asker = nullptr;
  Keys keys;
  std::optional<int> rule;
  std::chrono::steady_clock::time_point deadline;
  bool whole = false;
  std::optional<SourceFacts> loaded;
  Known known;
  Decision decision;
};

Engine::Engine(Clocks clocks, HotTier& hot, Journal& journal, DecisionLog& decision_log,
               Statistics& statistics)
    : clocks_(std::move(clocks)),
      hot_(hot),
      journal_(journal),
      decision_log_(decision_log),
      statistics_(statistics) {}

Engine::~Engine() = default;

void Engine::set_policy(std::shared_ptr<const PolicySet> policy, const Options& options) {
  policy_ = std::move(policy);
  options_ = options;
}

std::unique_ptr<Engine::Pending> Engine::take_pending() {
  if (spare_.empty()) return std::make_unique<Pending>();
  auto pending = std::move(spare_.back());
  spare_.pop_back();
  pending->whole = false;
  pending->loaded.reset();
  pending->rule.reset();
  pending->known = {};
  return pending;
}

void Engine::submit(Asker& asker) {
  ++statistics_.requests;
  auto pending = take_pending();
  pending->asker = &asker;
  Admission admission =
      admit(policy_->rules, policy_->lists, policy_->source_rules, asker.request());
  pending->rule = admission.rule;
  pending->keys = std::move(admission.keys);
  pending->decision = {};
  if (admission.outcome) {
    answer(*pending, *admission.outcome);
    spare_.push_back(std::move(pending));
    return;
  }
  pending->deadline = clocks_.steady() + options_.request_timeout;
  incoming_.push_back(std::move(pending));
}

void Engine::forget(const Asker& asker) {
  const auto drop = [&](PendingList& list) {
    for (auto& pending : list) {
      if (pending->asker == &asker) pending->asker = nullptr;
    }
  };
  drop(incoming_);
  drop(turn_);
  for (auto& [src, list] : waiting_for_source_) drop(list);
}

bool Engine::run_turn() {
  if (!turn_under_way_ && !incoming_.empty()) {
    turn_under_way_ = true;
    ++statistics_.turns;
    const auto count = static_cast<std::ptrdiff_t>(std::min(incoming_.size(), kMostInTurn));
    turn_.assign(std::make_move_iterator(incoming_.begin()),
                 std::make_move_iterator(incoming_.begin() + count));
    incoming_.erase(incoming_.begin(), incoming_.begin() + count);
    asked_.clear();
    for (const auto& pending : turn_) asked_.push_back({&pending->keys, pending->whole});
    found_.assign(turn_.size(), {});
    hot_.look_up(asked_, found_, [this](const StoreResult<void>& result) { finish_turn(result); });
  }
  if (feed_ != nullptr) feed_->dispatch(cutoffs());
  return !turn_under_way_ && !incoming_.empty();
}

void Engine::finish_turn(const StoreResult<void>& result) {
  const UnixTime now = clocks_.wall();
  PendingList turn = std::exchange(turn_, {});
  for (std::size_t i = 0; i < turn.size(); ++i) {
    if (result) {
      decide_one(std::move(turn[i]), found_[i], now);
    } else {
      answer_in_doubt(*turn[i]);
      spare_.push_back(std::move(turn[i]));
    }
  }
  keep_changes(now);
  for (auto& pending : decided_) {
    answer(*pending, pending->decision.outcome);
    spare_.push_back(std::move(pending));
  }
  decided_.clear();
  turn_under_way_ = false;
}

void Engine::decide_one(std::unique_ptr<Pending> pending, Finding& finding, UnixTime now) {
  if (!make_known(*pending, finding, now)) {
    if (!new_to_all(*pending)) return wait_for_source(std::move(pending));
    make_known(*pending, finding, now);
  }
  pending->decision = decide(policy_->rules, pending->keys, pending->known, now);
  if (pending->decision.needs_tally) {
    pending->whole = true;
    incoming_.push_back(std::move(pending));
    return;
  }
  remember(pending->decision.changes);
  decided_.push_back(std::move(pending));
}

namespace {

void pick(std::optional<Seen>& into, const Fact& fact) {
  if (into) {
    merge_into(fact.kind, *into, fact);
  } else {
    into = fact;
  }
}

// Puts a fact of the request's source where decide() looks for it.
void pick_known(Known& known, const Keys& keys, const Fact& fact) {
  if (fact.sender_domain != keys.sender_domain) return;
  if (fact.kind == FactKind::domain_awl) {
    pick(known.domain_awl, fact);
  } else if (fact.kind == FactKind::from_awl && fact.sender_name == keys.awl_name) {
    pick(known.from_awl, fact);
  } else if (fact.kind == FactKind::connect && fact.sender_name == keys.sender_name &&
             fact.rcpt == keys.rcpt) {
    pick(known.connect, fact);
  }
}

}  // namespace

// False when the source's entries must be loaded first.
bool Engine::make_known(Pending& pending, const Finding& finding, UnixTime now) {
  if (!finding.resident && !pending.loaded) return false;
  Known& known = pending.known;
  known = {finding.domain_awl, finding.from_awl, finding.connect, {}, finding.crowded};
  // Merged with an expired connect, which counts as absent, a younger one would be hidden.
  const Cutoffs cutoffs = cutoffs_at(policy_->rules, now);
  if (known.connect && expired(FactKind::connect, *known.connect, cutoffs)) known.connect.reset();
  std::vector<Fact> all = pending.whole ? finding.all : std::vector<Fact>{};
  if (!finding.resident) {
    // Loaded, and not (or not wholly) in the hot store: both know a part.
    for (const Fact& fact : pending.loaded->facts) pick_known(known, pending.keys, fact);
    all.insert(all.end(), pending.loaded->facts.begin(), pending.loaded->facts.end());
  }
  const auto changed = changes_by_source_.find(pending.keys.src);
  if (changed != changes_by_source_.end()) {
    for (const std::size_t index : changed->second) {
      pick_known(known, pending.keys, changes_[index]);
      all.push_back(changes_[index]);
    }
  }
  if (pending.whole) {
    std::erase_if(all, [&cutoffs](const Fact& fact) { return expired(fact, cutoffs); });
    known.tally = tally_of(merged(std::move(all)), pending.keys, policy_->rules, now);
    if (known.crowded) crowded_tallies_.keep(pending.keys.src, *known.tally, now);
  } else if (known.crowded && !known.connect) {
    known.tally = crowded_tallies_.find(pending.keys.src, now);
  }
  return true;
}

// A source that the feed would load with nothing counts as loaded.
bool Engine::new_to_all(Pending& pending) {
  if (!feed_->certainly_absent(pending.keys.src)) return false;
  pending.loaded = SourceFacts{pending.keys.src, {}};
  absent_.push_back(*pending.loaded);
  return true;
}

void Engine::wait_for_source(std::unique_ptr<Pending> pending) {
  feed_->want(pending->keys.src);
  waiting_for_source_[pending->keys.src].push_back(std::move(pending));
}

void Engine::remember(const std::vector<Fact>& changes) {
  for (const Fact& fact : changes) {
    changes_by_source_[fact.src].push_back(changes_.size());
    changes_.push_back(fact);
  }
}

// Into the journal first: from then on the changes are safe, and answers that rest on them may
// leave.
void Engine::keep_changes(UnixTime now) {
  if (!absent_.empty()) hot_.fill(std::exchange(absent_, {}), now);
  if (changes_.empty()) return;
  std::vector<Fact> facts = merged(std::exchange(changes_, {}));
  changes_by_source_.clear();
  const auto sequence = journal_.append(facts);
  hot_.apply(facts, sequence.value_or(0), now);
  if (sequence) {
    feed_->appended(*sequence, std::move(facts));
  } else {
    statistics_.unjournalled += static_cast<std::int64_t>(facts.size());
  }
}

void Engine::loaded(const std::vector<std::string>& sources,
                    StoreResult<std::vector<SourceFacts>> result) {
  if (result) {
    statistics_.sources_loaded += static_cast<std::int64_t>(sources.size());
    hot_.fill(*result, clocks_.wall());
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    auto waiting = waiting_for_source_.extract(sources[i]);
    if (waiting.empty()) continue;
    for (auto& pending : waiting.mapped()) {
      if (result) {
        pending->loaded = (*result)[i];
      } else if (options_.in_doubt == InDoubt::greylist) {
        pending->loaded = SourceFacts{sources[i], {}};
      } else {
        answer_in_doubt(*pending);
        spare_.push_back(std::move(pending));
        continue;
      }
      incoming_.push_back(std::move(pending));
    }
  }
}

void Engine::check_deadlines() {
  const auto now = clocks_.steady();
  // Gathered first: an answer may bring the next request of its session into these lists.
  std::vector<Pending*> late;
  const auto gather = [&](const PendingList& list) {
    for (const auto& pending : list) {
      if (pending->asker != nullptr && pending->deadline <= now) late.push_back(pending.get());
    }
  };
  gather(incoming_);
  gather(turn_);
  for (const auto& [src, list] : waiting_for_source_) gather(list);
  for (Pending* pending : late) {
    ++statistics_.late;
    answer_in_doubt(*pending);
  }
}

std::size_t Engine::waiting() const {
  std::size_t count = incoming_.size() + turn_.size();
  for (const auto& [src, list] : waiting_for_source_) count += list.size();
  return count;
}

void Engine::answer_in_doubt(Pending& pending) {
  pending.decision = {};
  answer(pending, Outcome::in_doubt);
}

void Engine::answer(Pending& pending, Outcome outcome) {
  Asker* asker = std::exchange(pending.asker, nullptr);
  if (asker == nullptr) return;
  statistics_.count(outcome);
  const PolicyRequest& request = asker->request();
  ReplyContext context;
  context.rule = pending.rule;
  context.delay = pending.decision.delay;
  context.header_given = recent_instances_.header_given(request.instance, request.recipient);
  const std::string action = action_for(policy_->rules, outcome, request, context);
  if (action.starts_with("PREPEND"))
    recent_instances_.remember(request.instance, request.recipient);
  decision_log_.decided(
      {request, pending.keys, pending.known, pending.decision, outcome, pending.rule, action});
  asker->answer(action);
}

}  // namespace greycache
