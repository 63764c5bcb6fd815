// The way of a request: admitted, known or looked up, concluded, committed, answered.
#include "greycache/engine/engine.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "greycache/policy/conclusion.h"
#include "greycache/policy/excerpt.h"

namespace greycache {

Engine::Engine(Clocks clocks, HotTier& hot, Journal& journal, DecisionLog& decision_log,
               Statistics& statistics)
    : clocks_(std::move(clocks)),
      hot_(hot),
      statistics_(statistics),
      replier_(decision_log, statistics),
      commit_(journal, hot, statistics) {}

Engine::~Engine() = default;

void Engine::set_policy(std::shared_ptr<const PolicySet> policy, const Options& options) {
  policy_ = std::move(policy);
  options_ = options;
  replier_.set_rules(policy_->rules);
}

void Engine::set_persistent(JournalWriter& writer, SourceLoader& loader) {
  questions_.set_loader(loader);
  commit_.set_writer(writer);
}

void Engine::submit(Asker& asker) {
  ++statistics_.requests;
  const UnixTime now = clocks_.wall();
  PendingPtr pending = pool_.take();
  pending->asker = &asker;
  Admission& admission = pending->admission;
  admit(policy_->rules, policy_->lists, policy_->source_rules, asker.request(), now, admission);
  const bool ours = admission.outcome != Outcome::not_applicable;
  pending->mail = ours ? replier_.mail_of(asker.request()) : 0;
  if (replier_.answer_again(*pending, now)) return;
  if (admission.outcome) {
    pending->conclusion.decision.outcome = *admission.outcome;
    return replier_.answer(*pending, now);
  }
  const auto known = peek(*pending);
  if (known && passes_at_once(*pending, *known, now)) return replier_.answer(*pending, now);
  wait(*pending);
  consider(std::move(pending), known, now);
}

std::optional<KnownEntries> Engine::peek(const Pending& pending) {
  return hot_.peek(pending.keys(), ages_of(policy_->rules));
}

// An AWL hit that changes nothing stays one whatever the turn under way brings, and rests on
// nothing that is not safe yet.
bool Engine::passes_at_once(Pending& pending, const KnownEntries& known, UnixTime now) {
  if (!known.domain_awl && !known.from_awl) return false;
  pending.conclusion = conclude(policy_->rules, pending.keys(), pending.evidence(known, {}), now);
  const Decision& decision = pending.conclusion.decision;
  const bool hit = decision.outcome == Outcome::domain_awl || decision.outcome == Outcome::from_awl;
  return hit && decision.changes.empty();
}

void Engine::wait(Pending& pending) {
  pending.submitted = clocks_.steady();
  pending.asker->pending = &pending;
  waiting_.push(pending);
}

// Decides now where this process' memory knows all of the source, or knows that nobody has anything
// of it. The first must not overtake a turn under way, whose requests came before.
void Engine::consider(PendingPtr pending, const std::optional<KnownEntries>& known, UnixTime now) {
  if (known && known->whole() && !turn_.under_way()) {
    return decide(std::move(pending), *known, now);
  }
  if (!known && nobody_has_anything(*pending)) return decide(std::move(pending), {}, now);
  turn_.add(std::move(pending));
}

bool Engine::nobody_has_anything(Pending& pending) {
  if (!pending.loaded) return !turn_.under_way() && is_new(pending);
  if (!pending.hot_has_nothing || !pending.loaded->facts.empty() || !pending.loaded->whole) {
    return false;
  }
  // To be counted is then what this turn changes.
  pending.counts = true;
  pending.all.clear();
  return true;
}

// A source that would be loaded with nothing counts as loaded.
bool Engine::is_new(Pending& pending) {
  const std::string& src = pending.keys().src;
  if (!questions_.in_vain(src)) return false;
  commit_.add_absent(src);
  pending.loaded = std::make_shared<const SourceFacts>(SourceFacts{src, {}});
  return true;
}

void Engine::decide(PendingPtr pending, const KnownEntries& hot, UnixTime now) {
  const Keys& keys = pending->keys();
  const Evidence evidence = pending->evidence(hot, commit_.changes_of(keys));
  pending->conclusion = conclude(policy_->rules, keys, evidence, now);
  switch (pending->conclusion.missing) {
    case Missing::nothing:
      return commit_.add(std::move(pending));
    case Missing::source:
      if (is_new(*pending)) return decide(std::move(pending), hot, now);
      pending->hot_has_nothing = hot.none();
      return questions_.ask_source(std::move(pending));
    case Missing::entries:
    case Missing::connect:
      return questions_.ask_entries(std::move(pending));
    case Missing::all:
      pending->counts = true;
      return turn_.add(std::move(pending));
  }
}

void Engine::forget(Asker& asker) {
  Pending* pending = std::exchange(asker.pending, nullptr);
  if (pending == nullptr) return;
  pending->asker = nullptr;
  waiting_.remove(*pending);
}

bool Engine::run_turn() {
  if (!turn_.under_way()) {
    if (turn_.anyone_waits()) {
      begin_turn();
    } else if (!commit_.empty()) {
      ++statistics_.turns;
      answer_decided(clocks_.wall());
    }
  }
  // Writing goes first: where one worker does both, what is read then holds it.
  commit_.dispatch();
  questions_.dispatch({cutoffs(), excerpt_for(policy_->rules)});
  return !turn_.under_way() && (turn_.anyone_waits() || !commit_.empty());
}

void Engine::begin_turn() {
  ++statistics_.turns;
  turn_.begin();
  hot_.look_up(turn_.asked(), instant(clocks_.wall()), turn_.found(),
               [this](const StoreResult<void>& result) { finish_turn(result); });
}

void Engine::finish_turn(const StoreResult<void>& result) {
  const UnixTime now = clocks_.wall();
  turn_.each([&](PendingPtr pending, const KnownEntries& found) {
    if (result) {
      decide(std::move(pending), found, now);
    } else {
      answer_in_doubt(*pending);
    }
  });
  turn_.end();
  answer_decided(now);
}

// An answer may bring the next request of its session, which may be decided at once: it belongs to
// the next commit.
void Engine::answer_decided(UnixTime now) {
  for (const PendingPtr& pending : commit_.commit(instant(now))) answer(*pending, now);
}

// Somebody may have said that this mail shall pass: that is in doubt, too.
bool Engine::may_be_expected(Outcome outcome) const {
  return !passes(outcome) && !policy_->lists.knows_expectations &&
         options_.in_doubt == InDoubt::accept;
}

void Engine::answer(Pending& pending, UnixTime now) {
  Decision& decision = pending.conclusion.decision;
  if (may_be_expected(decision.outcome)) decision.outcome = Outcome::in_doubt;
  const bool waits = pending.asker != nullptr && pending.asker->pending != nullptr;
  if (waits) {
    pending.asker->pending = nullptr;
    waiting_.remove(pending);
  }
  replier_.answer(pending, now);
}

// What it missed is still asked for: the answer may be of use to others.
void Engine::answer_in_doubt(Pending& pending) {
  pending.conclusion.decision = {};
  answer(pending, clocks_.wall());
}

void Engine::loaded(const std::vector<std::string>& sources,
                    StoreResult<std::vector<SourceFacts>> result) {
  if (!result) return cannot_load(sources);
  statistics_.sources_loaded += static_cast<std::int64_t>(result->size());
  const UnixTime now = clocks_.wall();
  hot_.fill(*result, instant(now));
  for (SourceFacts& source : *result) {
    PendingList waiting = questions_.take(source.src);
    if (waiting.empty()) continue;
    const auto shared = std::make_shared<const SourceFacts>(std::move(source));
    for (PendingPtr& pending : waiting) {
      pending->loaded = shared;
      // Who must count needs all facts, which a look-up brings.
      const auto known = pending->counts ? std::nullopt : peek(*pending);
      consider(std::move(pending), known, now);
    }
  }
}

void Engine::cannot_load(const std::vector<std::string>& sources) {
  for (const std::string& src : sources) {
    for (PendingPtr& pending : questions_.take(src)) {
      pending->loaded = std::make_shared<const SourceFacts>(SourceFacts{src, {}});
      go_on_in_doubt(std::move(pending));
    }
  }
}

// What was asked for cannot be had now.
void Engine::go_on_in_doubt(PendingPtr pending) {
  if (options_.in_doubt == InDoubt::greylist) return turn_.add(std::move(pending));
  answer_in_doubt(*pending);
}

void Engine::found(const std::vector<std::uint64_t>& questions,
                   StoreResult<std::vector<std::vector<Fact>>> result) {
  std::vector<Fact> named_awl;  // is at hand the next time
  for (std::size_t i = 0; i < questions.size(); ++i) {
    PendingPtr pending = questions_.take(questions[i]);
    if (!pending) continue;
    pending->asked = true;
    if (!result) {
      go_on_in_doubt(std::move(pending));
      continue;
    }
    pending->found = std::move((*result)[i]);
    if (pending->conclusion.missing == Missing::entries) add_named_awl(named_awl, *pending);
    turn_.add(std::move(pending));
  }
  if (!named_awl.empty()) hot_.remember(named_awl, instant(clocks_.wall()));
}

void Engine::add_named_awl(std::vector<Fact>& into, const Pending& pending) {
  std::copy_if(pending.found.begin(), pending.found.end(), std::back_inserter(into),
               [&](const Fact& fact) {
                 return fact.kind != FactKind::connect && is_named(fact, pending.keys());
               });
}

void Engine::check_deadlines() {
  const auto now = clocks_.steady();
  while (waiting_.oldest() != nullptr &&
         waiting_.oldest()->submitted + options_.request_timeout <= now) {
    ++statistics_.late;
    answer_in_doubt(*waiting_.oldest());
  }
}

}  // namespace greycache
