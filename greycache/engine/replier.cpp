// Tells those who ask what was decided.
#include "greycache/engine/replier.h"

#include <utility>

#include "greycache/policy/reference.h"

namespace greycache {

bool Replier::answer_again(Pending& pending, UnixTime now) {
  const auto known = recent_answers_.find(pending.mail, actions_->rules().reconnect_delay, now);
  if (!known) return false;
  ++statistics_.asked_again;
  Asker& asker = *std::exchange(pending.asker, nullptr);
  const Action& action = action_of(*known, pending, asker);
  decision_log_.decided({asker.request(),
                         pending.keys(),
                         {},
                         {},
                         known->outcome,
                         known->rule,
                         action.text(),
                         reference_,
                         true});
  asker.answer(action);
  return true;
}

// Before the asker hears of it: it may bring its next request with the answer.
void Replier::answer(Pending& pending, UnixTime now) {
  const Decision& decision = pending.decision;
  const RecentAnswers::Answer decided{decision.outcome, pending.admission.rule, decision.delay};
  Asker* asker = std::exchange(pending.asker, nullptr);
  recent_answers_.remember(pending.mail, decided, asker != nullptr, now);
  if (asker == nullptr) return;
  statistics_.count(decided.outcome);
  if (decided.outcome == Outcome::reconnect) statistics_.delays.add(decision.delay);
  const Action& action = action_of(decided, pending, *asker);
  decision_log_.decided({.request = asker->request(),
                         .keys = pending.keys(),
                         .known = pending.known,
                         .decision = decision,
                         .outcome = decided.outcome,
                         .rule = decided.rule,
                         .action = action.text(),
                         .reference = reference_,
                         .organisation = pending.organisation,
                         .unit = pending.has_organisation() ? &pending.unit_keys : nullptr,
                         .good_standing = pending.good_standing,
                         .by_unit = pending.by_unit});
  asker->answer(action);
}

const Action& Replier::action_of(const RecentAnswers::Answer& decided, const Pending& pending,
                                 const Asker& asker) {
  const PolicyRequest& request = asker.request();
  const bool header = headers_.give(actions_->rules(), decided.outcome, request, asker.serial());
  // Of a mail that a list has decided since there are no keys any more.
  const Keys& keys = pending.keys();
  const bool named = has_reference(decided.outcome) && !keys.src.empty();
  const std::string& widest = pending.has_organisation() ? pending.organisation : keys.src;
  reference_ = named ? reference_of(widest, keys) : std::string();
  return actions_->of(decided.outcome, request, {decided.rule, decided.delay, header, reference_});
}

}  // namespace greycache
