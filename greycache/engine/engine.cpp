#include "greycache/engine/engine.h"

#include <algorithm>
#include <utility>

#include "greycache/engine/gathering.h"
#include "greycache/policy/reply.h"

namespace greycache {

namespace {

// A turn's size is bounded so that its first request does not wait for a thousand others.
constexpr std::size_t kMostInTurn = 512;
// Of them those that count a source: each may have thousands of entries.
constexpr std::size_t kMostWhole = 4;

// Adds the AWL entries that the request names, of those that were found for it.
void add_named_awl(std::vector<Fact>& into, const Pending& pending) {
  const Keys& keys = pending.keys();
  for (const Fact& fact : pending.found) {
    if (fact.kind == FactKind::connect || fact.sender_domain != keys.sender_domain) continue;
    const bool named = fact.kind == FactKind::domain_awl || fact.sender_name == keys.awl_name;
    if (named) into.push_back(fact);
  }
}

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
  pending->all.clear();
  pending->loaded.reset();
  pending->asked = false;
  pending->found.clear();
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
  const auto in_memory = hot_.peek(pending->keys(), ages_of(policy_->rules));
  if (!in_memory && (turn_under_way_ || !new_to_all(*pending))) return false;
  const KnownEntries found = in_memory.value_or(KnownEntries{});
  const UnixTime now = clocks_.wall();
  if (found.domain_awl || found.from_awl) {
    pending->known = {Residence::absent, found.domain_awl, found.from_awl, {}};
    pending->decision = decide(policy_->rules, pending->keys(), pending->known, now);
    const Outcome outcome = pending->decision.outcome;
    const bool hit = outcome == Outcome::domain_awl || outcome == Outcome::from_awl;
    if (hit && pending->decision.changes.empty()) {
      answer(*pending, outcome);
      put_back(std::move(pending));
      return true;
    }
  }
  if (in_memory && (!found.whole() || turn_under_way_)) return false;
  wait(*pending);
  decide_one(std::move(pending), found, now);
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
  // Writing goes first: where one worker does both, what is read then holds it.
  if (writer_ != nullptr) {
    writer_->dispatch();
    loader_->dispatch({cutoffs(), excerpt_for(policy_->rules)});
  }
  return !turn_under_way_ && (!incoming_.empty() || !decided_.empty());
}

void Engine::look_up_next() {
  turn_under_way_ = true;
  ++statistics_.turns;
  choose_turn();
  asked_.clear();
  for (const auto& pending : turn_) {
    asked_.push_back({&pending->keys(), pending->whole ? &pending->all : nullptr});
  }
  found_.resize(turn_.size());
  hot_.look_up(asked_, instant(clocks_.wall()), found_,
               [this](const StoreResult<void>& result) { finish_turn(result); });
}

void Engine::choose_turn() {
  std::size_t wholes = 0;
  for (auto& pending : incoming_) {
    const bool fits = turn_.size() < kMostInTurn && (!pending->whole || wholes < kMostWhole);
    wholes += pending->whole ? 1U : 0U;
    (fits ? turn_ : later_).push_back(std::move(pending));
  }
  incoming_.clear();
  incoming_.swap(later_);
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

void Engine::decide_one(std::unique_ptr<Pending> pending, const KnownEntries& found, UnixTime now) {
  Missing missing = gather_known(*pending, found, changes_, policy_->rules, now);
  if (missing == Missing::source) {
    if (!new_to_all(*pending)) return wait_for_source(std::move(pending), found);
    missing = gather_known(*pending, found, changes_, policy_->rules, now);
  }
  if (missing == Missing::answer) return wait_for_answer(std::move(pending));
  pending->decision = decide(policy_->rules, pending->keys(), pending->known, now, pending->tally);
  if (pending->decision.needs_tally) {
    pending->whole = true;
    incoming_.push_back(std::move(pending));
    return;
  }
  for (const Fact& change : pending->decision.changes) changes_.add(change);
  decided_.push_back(std::move(pending));
}

// A source that would be loaded with nothing counts as loaded.
bool Engine::new_to_all(Pending& pending) {
  if (!loader_->certainly_absent(pending.keys().src)) return false;
  const SourceFacts& nothing = absent_.emplace_back(SourceFacts{pending.keys().src, {}});
  pending.loaded = std::make_shared<const SourceFacts>(nothing);
  return true;
}

void Engine::wait_for_source(std::unique_ptr<Pending> pending, const KnownEntries& found) {
  pending->hot_has_nothing = !found.domain_awl && !found.from_awl && !found.connect;
  loader_->want(pending->keys().src);
  waiting_for_source_[pending->keys().src].push_back(std::move(pending));
}

void Engine::wait_for_answer(std::unique_ptr<Pending> pending) {
  loader_->ask(++questions_, pending->keys());
  waiting_for_answer_.emplace(questions_, std::move(pending));
}

// Into the journal first: from then on the changes are safe, and answers that rest on them may
// leave.
void Engine::keep_changes(UnixTime now) {
  if (!absent_.empty()) hot_.fill(std::exchange(absent_, {}), instant(now));
  if (changes_.empty()) return;
  std::vector<Fact> facts = changes_.take();
  const auto sequence = journal_.append(facts);
  hot_.apply(facts, sequence.value_or(0), instant(now));
  if (sequence) {
    writer_->appended(*sequence, std::move(facts));
  } else {
    statistics_.unjournalled += static_cast<std::int64_t>(facts.size());
  }
}

void Engine::loaded(const std::vector<std::string>& sources,
                    StoreResult<std::vector<SourceFacts>> result) {
  if (!result) {
    for (const std::string& src : sources) {
      auto waiting = waiting_for_source_.extract(src);
      if (waiting.empty()) continue;
      for (auto& pending : waiting.mapped()) {
        pending->loaded = std::make_shared<const SourceFacts>(SourceFacts{src, {}});
        go_on_in_doubt(std::move(pending));
      }
    }
    return;
  }
  statistics_.sources_loaded += static_cast<std::int64_t>(result->size());
  hot_.fill(*result, instant(clocks_.wall()));
  for (SourceFacts& source : *result) {
    auto waiting = waiting_for_source_.extract(source.src);
    if (waiting.empty()) continue;
    const auto shared = std::make_shared<const SourceFacts>(std::move(source));
    for (auto& pending : waiting.mapped()) {
      pending->loaded = shared;
      go_on(std::move(pending));
    }
  }
}

// With what was loaded: at once where it is in this process' memory by now, or where no store has
// anything of the source, else with what the hot store knows besides.
void Engine::go_on(std::unique_ptr<Pending> pending) {
  if (!turn_under_way_ && !pending->whole) {
    const auto known = hot_.peek(pending->keys(), ages_of(policy_->rules));
    if (known && known->whole()) return decide_one(std::move(pending), *known, clocks_.wall());
  }
  if (pending->hot_has_nothing && pending->loaded->facts.empty() && pending->loaded->whole) {
    // Its tally is then that of this turn's changes.
    pending->whole = true;
    return decide_one(std::move(pending), {}, clocks_.wall());
  }
  incoming_.push_back(std::move(pending));
}

// What was asked for cannot be had now.
void Engine::go_on_in_doubt(std::unique_ptr<Pending> pending) {
  if (options_.in_doubt == InDoubt::greylist) return incoming_.push_back(std::move(pending));
  answer_in_doubt(*pending);
  put_back(std::move(pending));
}

void Engine::found(const std::vector<std::uint64_t>& questions,
                   StoreResult<std::vector<std::vector<Fact>>> result) {
  std::vector<Fact> known;  // is at hand the next time
  for (std::size_t i = 0; i < questions.size(); ++i) {
    auto waiting = waiting_for_answer_.extract(questions[i]);
    if (waiting.empty()) continue;
    std::unique_ptr<Pending> pending = std::move(waiting.mapped());
    pending->asked = true;
    if (result) {
      pending->found = std::move((*result)[i]);
      if (pending->large) add_named_awl(known, *pending);
    } else if (pending->large) {
      go_on_in_doubt(std::move(pending));
      continue;
    }
    incoming_.push_back(std::move(pending));
  }
  if (!known.empty()) hot_.remember(known, instant(clocks_.wall()));
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
