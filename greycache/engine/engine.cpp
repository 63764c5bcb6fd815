// The way of a request: admitted, known or looked up, concluded, committed, answered.
#include "greycache/engine/engine.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "greycache/policy/conclusion.h"
#include "greycache/policy/excerpt.h"
#include "greycache/policy/forgotten_entries.h"

namespace greycache {

Engine::Engine(Clocks clocks, HotTier& hot, Journal& journal, DecisionLog& decision_log,
               Statistics& statistics)
    : clocks_(std::move(clocks)),
      hot_(hot),
      statistics_(statistics),
      correspondence_(organisations_, statistics),
      replier_(decision_log, statistics),
      commit_(journal, hot, statistics),
      lessons_(journal, hot, statistics) {}

Engine::~Engine() = default;

void Engine::set_policy(std::shared_ptr<const PolicySet> policy, const Options& options) {
  policy_ = std::move(policy);
  options_ = options;
  const Forgotten* const forgotten = policy_->forgotten(0).names;
  const std::uint64_t fingerprint = forgotten != nullptr ? forgotten->fingerprint() : 0;
  if (std::exchange(forgotten_, fingerprint) != fingerprint) note_forgotten(clocks_.wall());
  unit_rules_ = unit_rules(policy_->rules, true);
  unit_rules_without_awl_ = unit_rules(policy_->rules, false);
  organisations_.set_policy(*policy_);
  replier_.set_rules(policy_->rules);
}

// What is remembered of entries that counted until now; what comes before a forgetting's time is
// forgotten, too, so that it is done again behind that.
void Engine::note_forgotten(UnixTime now) {
  const Forgotten* const forgotten = policy_->forgotten(now).names;
  forgotten_changes_ = forgotten != nullptr ? forgotten->next_change(now) : std::nullopt;
  organisations_.forget_passed();
  correspondence_.forget_lessons();
}

void Engine::set_persistent(JournalWriter& writer, SourceLoader& loader) {
  questions_.set_loader(loader);
  commit_.set_writer(writer);
  lessons_.set_writer(writer);
}

void Engine::submit(Asker& asker) {
  ++statistics_.requests;
  const UnixTime now = clocks_.wall();
  if (forgotten_changes_ && now >= *forgotten_changes_) note_forgotten(now);
  PendingPtr pending = pool_.take();
  pending->asker = &asker;
  admit(*pending, now);
  const std::optional<Outcome>& outcome = pending->admission.outcome;
  const bool ours = outcome != Outcome::not_applicable;
  pending->mail = ours ? replier_.mail_of(asker.request()) : 0;
  if (replier_.answer_again(*pending, now)) return;
  if (outcome) {
    pending->decision.outcome = *outcome;
    if (!ours && teaches(pending, now)) return;
    if (pending->has_organisation()) {
      organisations_.let_through(pending->standing_name, pending->unit_keys, now);
    }
    return replier_.answer(*pending, now);
  }
  Peeked known;
  if (passes_at_once(*pending, known, now)) return replier_.answer(*pending, now);
  wait(*pending);
  consider(std::move(pending), known, now);
}

void Engine::admit(Pending& pending, UnixTime now) {
  const PolicyRequest& request = pending.asker->request();
  Admission& admission = pending.admission;
  const Rules& rules = policy_->rules;
  if (rules.greymethod != GreyMethod::organisation) {
    return greycache::admit(rules, policy_->lists, policy_->source_rules, request, now, admission);
  }
  const auto address = admit_without_source(rules, policy_->lists, request, admission);
  if (admission.outcome) return;
  organisations_.find(address, request, admission.keys, pending.unit_keys, pending.organisation,
                      pending.standing_name);
  if (is_expected(policy_->lists, request, now)) admission.outcome = Outcome::expected;
  if (!pending.has_organisation()) return;
  pending.look_up_under(pending.unit);
  pending.good_standing = organisations_.good_standing(pending.standing_name, now);
}

// The answer waits for the journal, at the end of this turn of the loop, and for no store.
bool Engine::teaches(PendingPtr& pending, UnixTime now) {
  auto lesson = correspondence_.lesson(policy_->rules, pending->asker->request(), now);
  if (!lesson) return false;
  pending->decision.changes.push_back(*std::move(lesson));
  wait(*pending);
  lessons_.add(std::move(pending));
  return true;
}

void Engine::answer_teachers() {
  if (lessons_.empty()) return;
  const UnixTime now = clocks_.wall();
  for (const PendingPtr& pending : lessons_.commit(instant(now))) answer(*pending, now);
}

std::optional<KnownEntries> Engine::peek(const Inquiry& inquiry, UnixTime now) {
  auto known = hot_.peek(inquiry.keys, ages_of(policy_->rules));
  // A connect stays, forgotten or not: it may hide another, see conclude().
  const ForgottenNow forgotten = policy_->forgotten(now);
  if (known && forgotten.names != nullptr) {
    const auto connect = known->connect;
    drop_forgotten(forgotten, inquiry.keys, *known);
    known->connect = connect;
  }
  return known;
}

const Rules& Engine::rules_of(const Inquiry& inquiry) const {
  if (inquiry.kind != InquiryKind::unit) return policy_->rules;
  return inquiry.pending.good_standing ? unit_rules_ : unit_rules_without_awl_;
}

void Engine::wait(Pending& pending) {
  pending.submitted = clocks_.steady();
  pending.asker->pending = &pending;
  waiting_.push(pending);
}

// Decides now where this process' memory knows all of each source, or knows that nobody has
// anything of it. The first must not overtake a turn under way, whose requests came before.
void Engine::consider(PendingPtr pending, const Peeked& known, UnixTime now) {
  const auto inquiries = pending->inquiries();
  Found hot;
  for (std::size_t i = 0; i < inquiries.size(); ++i) {
    if (known[i] && known[i]->whole() && !turn_.under_way()) {
      hot[i] = *known[i];
    } else if (known[i] || !nobody_has_anything(*inquiries[i])) {
      return turn_.add(std::move(pending));
    }
  }
  decide(std::move(pending), std::span(hot).first(inquiries.size()), now);
}

bool Engine::nobody_has_anything(Inquiry& inquiry) {
  if (!inquiry.loaded) {
    if (turn_.under_way() || !questions_.nobody_has(inquiry.keys.src)) return false;
    take_as_new(inquiry);
  } else if (!inquiry.hot_has_nothing || !inquiry.loaded->facts.empty() || !inquiry.loaded->whole) {
    return false;
  }
  inquiry.counts_changes_only();
  return true;
}

// A source that would be loaded with nothing counts as loaded. Who shares the hot store with others
// says there that it is whole only of what a first attempt will write to: that goes with it.
void Engine::take_as_new(Inquiry& inquiry) {
  const std::string& src = inquiry.keys.src;
  const bool is_written =
      inquiry.kind == InquiryKind::unit ||
      (inquiry.kind == InquiryKind::narrow && !inquiry.pending.has_organisation());
  if (is_written || questions_.nobody_has(src)) commit_.add_absent(src);
  inquiry.loaded = std::make_shared<const SourceFacts>(SourceFacts{src, {}});
}

// The hot store has been asked. What others write without it is in the persistent store only.
bool Engine::stores_lack(const Inquiry& inquiry) const {
  return !hot_.on_stand_in() && !hot_.others_go_without() && questions_.in_vain(inquiry.keys.src);
}

void Engine::decide(PendingPtr pending, std::span<const KnownEntries> hot, UnixTime now) {
  const auto inquiries = pending->inquiries();
  // The unit first: what came back to it counts for the network, too.
  for (std::size_t i = inquiries.size(); i-- > 0;) conclude(*inquiries[i], hot[i], now);
  if (!is_decided(*pending, now)) return ask_missing(std::move(pending), now);
  if (would_wait_by_lack(*pending, now)) return answer_in_doubt(*pending);
  settle(*pending, now);
  commit_.add(std::move(pending));
}

// The hot store may have lost meanwhile to whom the recipient wrote.
bool Engine::would_wait_by_lack(const Pending& pending, UnixTime now) const {
  return pending.lacks_source && !pending.was_written_to() && !passes_by_sources(pending, now);
}

void Engine::ask_missing(PendingPtr pending, UnixTime now) {
  for (Inquiry* inquiry : pending->inquiries()) {
    switch (inquiry->conclusion.missing) {
      case Missing::nothing:
        break;
      case Missing::source:
        questions_.ask_source(*inquiry);
        break;
      case Missing::entries:
      case Missing::connect:
        questions_.ask_entries(*inquiry,
                               connects_count_from(policy_->forgotten(now), inquiry->keys));
        break;
      case Missing::all:
        inquiry->counts = true;
    }
  }
  if (pending->awaited > 0) return questions_.hold(std::move(pending));
  turn_.add(std::move(pending));
}

void Engine::forget(Asker& asker) {
  Pending* pending = std::exchange(asker.pending, nullptr);
  if (pending == nullptr) return;
  pending->asker = nullptr;
  waiting_.remove(*pending);
}

bool Engine::run_turn() {
  answer_teachers();
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
  const bool can_begin = !turn_.under_way() && (turn_.anyone_waits() || !commit_.empty());
  return can_begin || !lessons_.empty();
}

void Engine::begin_turn() {
  ++statistics_.turns;
  turn_.begin();
  hot_.look_up(turn_.asked(), instant(clocks_.wall()), turn_.found(),
               [this](const StoreResult<void>& result) { finish_turn(result); });
}

void Engine::finish_turn(const StoreResult<void>& result) {
  const UnixTime now = clocks_.wall();
  turn_.each([&](PendingPtr pending, std::span<const KnownEntries> found) {
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

void Engine::answer(Pending& pending, UnixTime now) {
  Decision& decision = pending.decision;
  if (may_be_expected(decision.outcome)) {
    decision.outcome = Outcome::in_doubt;
    if (pending.has_organisation()) organisations_.passed(pending.unit_keys);
  }
  const bool waits = pending.asker != nullptr && pending.asker->pending != nullptr;
  if (waits) {
    pending.asker->pending = nullptr;
    waiting_.remove(pending);
  }
  replier_.answer(pending, now);
}

// What it missed is still asked for: the answer may be of use to others. Whoever was written to is
// no doubt.
void Engine::answer_in_doubt(Pending& pending) {
  pending.decision = {};
  pending.passed_in_doubt = true;
  if (pending.was_written_to()) passes_as_written_to(pending);
  answer(pending, clocks_.wall());
}

void Engine::loaded(const std::vector<std::string>& sources,
                    StoreResult<std::vector<SourceFacts>> result) {
  if (!result) return cannot_load(sources);
  statistics_.sources_loaded += static_cast<std::int64_t>(result->size());
  const UnixTime now = clocks_.wall();
  fill(*result, now);
  for (SourceFacts& source : *result) {
    const std::vector<Inquiry*> waiting = questions_.take(source.src);
    if (waiting.empty()) continue;
    const auto shared = std::make_shared<const SourceFacts>(std::move(source));
    for (Inquiry* inquiry : waiting) {
      inquiry->loaded = shared;
      go_on(*inquiry, now);
    }
  }
}

// A network of which nobody has anything, and that a first attempt leaves so, is not kept: it would
// cost as much as the entry in the unit. These come last then.
void Engine::fill(std::vector<SourceFacts>& sources, UnixTime now) {
  const auto is_kept = [&](const SourceFacts& source) {
    return !source.facts.empty() || !source.whole || !questions_.have_units(source.src);
  };
  const auto idle = std::stable_partition(sources.begin(), sources.end(), is_kept);
  hot_.fill(std::span(sources.begin(), idle), instant(now));
}

// Whom the recipient wrote to cannot be told then; where the client's sources can say all the mail
// is only late by that, and a robot does not pass for it.
void Engine::cannot_load(const std::vector<std::string>& sources) {
  const UnixTime now = clocks_.wall();
  for (const std::string& src : sources) {
    for (Inquiry* inquiry : questions_.take(src)) {
      inquiry->loaded = std::make_shared<const SourceFacts>(SourceFacts{src, {}});
      if (inquiry->kind != InquiryKind::correspondent) inquiry->pending.failed = true;
      go_on(*inquiry, now);
    }
  }
}

// Once nothing more is awaited. Who must count needs all facts, and who was told by key what the
// hot store has of it: a look-up brings both.
void Engine::go_on(Inquiry& answered, UnixTime now) {
  PendingPtr pending = questions_.answered(answered);
  if (!pending) return;
  if (pending->failed) return go_on_in_doubt(std::move(pending));
  Peeked known;
  const auto inquiries = pending->inquiries();
  for (std::size_t i = 0; i < inquiries.size(); ++i) {
    if (inquiries[i]->asked) return turn_.add(std::move(pending));
    if (!inquiries[i]->counts) known[i] = peek(*inquiries[i], now);
  }
  consider(std::move(pending), known, now);
}

// What was asked for cannot be had now. Who was written to passes, as whatever else is at hand.
void Engine::go_on_in_doubt(PendingPtr pending) {
  pending->failed = false;
  if (options_.in_doubt == InDoubt::greylist) return turn_.add(std::move(pending));
  if (pending->was_written_to()) {
    pending->lacks_source = true;
    return turn_.add(std::move(pending));
  }
  if (believes_hot_store(*pending)) return turn_.add(std::move(pending));
  answer_in_doubt(*pending);
}

// It may have been asked only since others go without the hot store, which is believed where the
// persistent store cannot be asked: it is looked up once more.
bool Engine::believes_hot_store(Pending& pending) {
  if (!hot_.others_go_without() || std::exchange(pending.looked_up_again, true)) return false;
  for (Inquiry* inquiry : pending.inquiries()) inquiry->ask_anew();
  return true;
}

void Engine::found(const std::vector<std::uint64_t>& questions,
                   StoreResult<std::vector<std::vector<Fact>>> result) {
  const UnixTime now = clocks_.wall();
  std::vector<Fact> named_awl;  // is at hand the next time
  for (std::size_t i = 0; i < questions.size(); ++i) {
    Inquiry* const inquiry = questions_.take(questions[i]);
    if (inquiry == nullptr) continue;
    inquiry->asked = true;
    if (result) {
      inquiry->found = std::move((*result)[i]);
      if (inquiry->conclusion.missing == Missing::entries) add_named_awl(named_awl, *inquiry);
    } else if (inquiry->kind != InquiryKind::correspondent) {
      inquiry->pending.failed = true;
    }
    go_on(*inquiry, now);
  }
  if (!named_awl.empty()) hot_.remember(named_awl, instant(now));
}

void Engine::add_named_awl(std::vector<Fact>& into, const Inquiry& inquiry) {
  std::copy_if(inquiry.found.begin(), inquiry.found.end(), std::back_inserter(into),
               [&](const Fact& fact) {
                 return fact.kind != FactKind::connect && is_named(fact, inquiry.keys);
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
