#include "greycache/server/engine.h"

#include <algorithm>
#include <utility>

#include "greycache/policy/reply.h"

namespace greycache {

namespace {

// A turn's size is bounded so that its first request does not wait for a thousand others.
constexpr std::size_t kMostInTurn = 512;

}  // namespace

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
  actions_.emplace(policy_->rules);
}

std::unique_ptr<Pending> Engine::take_pending() {
  if (spare_.empty()) return std::make_unique<Pending>();
  auto pending = std::move(spare_.back());
  spare_.pop_back();
  pending->whole = false;
  pending->loaded.reset();
  return pending;
}

void Engine::submit(Asker& asker) {
  ++statistics_.requests;
  auto pending = take_pending();
  pending->asker = &asker;
  admit(policy_->rules, policy_->lists, policy_->source_rules, asker.request(), pending->admission);
  const bool ours = pending->admission.outcome != Outcome::not_applicable;
  pending->mail = ours ? recent_answers_.mail_of(asker.request()) : 0;
  if (answer_again(*pending)) return put_back(std::move(pending));
  if (const auto outcome = pending->admission.outcome) {
    pending->known = {};
    pending->decision = {};
    answer(*pending, *outcome);
    return put_back(std::move(pending));
  }
  if (decide_from_memory(pending)) return;
  wait(*pending);
  incoming_.push_back(std::move(pending));
}

// What was decided of this mail, asked about by another restriction or at a later stage.
bool Engine::answer_again(Pending& pending) {
  const auto known =
      recent_answers_.find(pending.mail, policy_->rules.reconnect_delay, clocks_.wall());
  if (!known) return false;
  ++statistics_.asked_again;
  Asker& asker = *std::exchange(pending.asker, nullptr);
  const Action& action = action_of(*known, asker);
  decision_log_.decided(
      {asker.request(), pending.keys(), {}, {}, known->outcome, known->rule, action.text(), true});
  asker.answer(action);
  return true;
}

void Engine::wait(Pending& pending) {
  pending.submitted = clocks_.steady();
  pending.asker->pending = &pending;
  waiting_.push(pending);
}

// An AWL hit that changes nothing is answered at any time: it stays one whatever the turn under way
// brings. Everything else that memory knows, also that nobody knows a source, is decided here as a
// turn would, which ends in run_turn(). False where the stores must be asked.
bool Engine::decide_from_memory(std::unique_ptr<Pending>& pending) {
  peeked_.resident = false;
  peeked_.domain_awl = peeked_.from_awl = peeked_.connect = std::nullopt;
  const bool in_memory = hot_.peek(pending->keys(), peeked_);
  if (!in_memory && (turn_under_way_ || !new_to_all(*pending))) return false;
  const UnixTime now = clocks_.wall();
  if (peeked_.domain_awl || peeked_.from_awl) {
    pending->known = {peeked_.domain_awl, peeked_.from_awl, {}, {}, false};
    pending->decision = decide(policy_->rules, pending->keys(), pending->known, now);
    const Outcome outcome = pending->decision.outcome;
    const bool hit = outcome == Outcome::domain_awl || outcome == Outcome::from_awl;
    if (hit && pending->decision.changes.empty()) {
      answer(*pending, outcome);
      put_back(std::move(pending));
      return true;
    }
  }
  if (in_memory && (!peeked_.resident || turn_under_way_)) return false;
  wait(*pending);
  decide_one(std::move(pending), peeked_, now);
  return true;
}

void Engine::forget(Asker& asker) {
  Pending* pending = std::exchange(asker.pending, nullptr);
  if (pending == nullptr) return;
  pending->asker = nullptr;
  waiting_.remove(*pending);
}

bool Engine::run_turn() {
  if (!turn_under_way_) {
    if (!incoming_.empty()) {
      look_up_next();
    } else if (!decided_.empty()) {
      ++statistics_.turns;
      answer_decided(clocks_.wall());
    }
  }
  if (feed_ != nullptr) feed_->dispatch(cutoffs());
  return !turn_under_way_ && (!incoming_.empty() || !decided_.empty());
}

void Engine::look_up_next() {
  turn_under_way_ = true;
  ++statistics_.turns;
  const auto count = static_cast<std::ptrdiff_t>(std::min(incoming_.size(), kMostInTurn));
  turn_.assign(std::make_move_iterator(incoming_.begin()),
               std::make_move_iterator(incoming_.begin() + count));
  incoming_.erase(incoming_.begin(), incoming_.begin() + count);
  asked_.clear();
  for (const auto& pending : turn_) asked_.push_back({&pending->keys(), pending->whole});
  found_.resize(turn_.size());
  hot_.look_up(asked_, found_, [this](const StoreResult<void>& result) { finish_turn(result); });
}

void Engine::finish_turn(const StoreResult<void>& result) {
  const UnixTime now = clocks_.wall();
  for (std::size_t i = 0; i < turn_.size(); ++i) {
    if (result) {
      decide_one(std::move(turn_[i]), found_[i], now);
    } else {
      answer_in_doubt(*turn_[i]);
      put_back(std::move(turn_[i]));
    }
  }
  turn_.clear();
  turn_under_way_ = false;
  answer_decided(now);
}

// An answer may bring the next request of its session, which may be decided at once.
void Engine::answer_decided(UnixTime now) {
  keep_changes(now);
  answered_.swap(decided_);
  for (auto& pending : answered_) {
    answer(*pending, pending->decision.outcome);
    put_back(std::move(pending));
  }
  answered_.clear();
}

void Engine::decide_one(std::unique_ptr<Pending> pending, const Finding& finding, UnixTime now) {
  if (!make_known(*pending, finding, now)) {
    if (!new_to_all(*pending)) return wait_for_source(std::move(pending), finding);
    make_known(*pending, finding, now);
  }
  pending->decision = decide(policy_->rules, pending->keys(), pending->known, now);
  if (pending->decision.needs_tally) {
    pending->whole = true;
    incoming_.push_back(std::move(pending));
    return;
  }
  for (const Fact& change : pending->decision.changes) changes_.add(change);
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
    for (const Fact& fact : pending.loaded->facts) pick_known(known, pending.keys(), fact);
    if (pending.whole) {
      all.insert(all.end(), pending.loaded->facts.begin(), pending.loaded->facts.end());
    }
  }
  for (std::size_t index = changes_.first_of(pending.keys().src); index != TurnChanges::kNone;
       index = changes_.next_of(index)) {
    pick_known(known, pending.keys(), changes_[index]);
    if (pending.whole) all.push_back(changes_[index]);
  }
  if (pending.whole) {
    std::erase_if(all, [&cutoffs](const Fact& fact) { return expired(fact, cutoffs); });
    known.tally = tally_of(merged(std::move(all)), pending.keys(), policy_->rules, now);
    if (known.crowded) crowded_tallies_.keep(pending.keys().src, *known.tally, now);
  } else if (known.crowded && !known.connect) {
    known.tally = crowded_tallies_.find(pending.keys().src, now);
  }
  return true;
}

// A source that the feed would load with nothing counts as loaded.
bool Engine::new_to_all(Pending& pending) {
  if (!feed_->certainly_absent(pending.keys().src)) return false;
  pending.loaded = SourceFacts{pending.keys().src, {}};
  absent_.push_back(*pending.loaded);
  return true;
}

void Engine::wait_for_source(std::unique_ptr<Pending> pending, const Finding& finding) {
  pending->hot_has_nothing = !finding.domain_awl && !finding.from_awl && !finding.connect;
  feed_->want(pending->keys().src);
  waiting_for_source_[pending->keys().src].push_back(std::move(pending));
}

// Into the journal first: from then on the changes are safe, and answers that rest on them may
// leave.
void Engine::keep_changes(UnixTime now) {
  if (!absent_.empty()) hot_.fill(std::exchange(absent_, {}), now);
  if (changes_.empty()) return;
  std::vector<Fact> facts = changes_.take();
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
        go_on(std::move(pending), (*result)[i]);
      } else if (options_.in_doubt == InDoubt::greylist) {
        pending->loaded = SourceFacts{sources[i], {}};
        incoming_.push_back(std::move(pending));
      } else {
        answer_in_doubt(*pending);
        put_back(std::move(pending));
      }
    }
  }
}

// With what was loaded: at once where it is in this process' memory by now, or where no store has
// anything of the source, else with what the hot store knows besides.
void Engine::go_on(std::unique_ptr<Pending> pending, const SourceFacts& loaded) {
  peeked_ = {};
  if (!turn_under_way_ && !pending->whole && hot_.peek(pending->keys(), peeked_) &&
      peeked_.resident) {
    return decide_one(std::move(pending), peeked_, clocks_.wall());
  }
  pending->loaded = loaded;
  if (pending->hot_has_nothing && loaded.facts.empty()) {
    // Its tally is then that of this turn's changes.
    pending->whole = true;
    return decide_one(std::move(pending), Finding{}, clocks_.wall());
  }
  incoming_.push_back(std::move(pending));
}

void Engine::check_deadlines() {
  const auto now = clocks_.steady();
  while (waiting_.oldest() != nullptr &&
         waiting_.oldest()->submitted + options_.request_timeout <= now) {
    ++statistics_.late;
    answer_in_doubt(*waiting_.oldest());
  }
}

void Engine::answer_in_doubt(Pending& pending) {
  pending.decision = {};
  answer(pending, Outcome::in_doubt);
}

// Postfix takes no header at END-OF-MESSAGE (access(5)).
const Action& Engine::action_of(const RecentAnswers::Answer& decided, const Asker& asker) {
  const PolicyRequest& request = asker.request();
  const bool ended = request.protocol_state == "END-OF-MESSAGE";
  const HeaderQuestion question{request.instance, request.recipient, asker.serial(),
                                request.protocol_state != "DATA"};
  ReplyContext context;
  context.rule = decided.rule;
  context.delay = decided.delay;
  context.header_given =
      ended || (actions_->gives_header(decided.outcome) && recent_instances_.had_header(question));
  return actions_->of(decided.outcome, request, context);
}

void Engine::answer(Pending& pending, Outcome outcome) {
  const RecentAnswers::Answer decided{outcome, pending.admission.rule, pending.decision.delay};
  Asker* asker = std::exchange(pending.asker, nullptr);
  recent_answers_.remember(pending.mail, decided, asker != nullptr, clocks_.wall());
  if (asker == nullptr) return;
  if (std::exchange(asker->pending, nullptr) != nullptr) waiting_.remove(pending);
  statistics_.count(outcome);
  const PolicyRequest& request = asker->request();
  const Action& action = action_of(decided, *asker);
  decision_log_.decided({request, pending.keys(), pending.known, pending.decision, outcome,
                         decided.rule, action.text()});
  asker->answer(action);
}

}  // namespace greycache
