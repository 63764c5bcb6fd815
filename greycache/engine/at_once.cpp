// What passes inside submit(), by what this process' memory knows.
#include <utility>

#include "greycache/engine/engine.h"
#include "greycache/policy/conclusion.h"
#include "greycache/policy/correspondent.h"

namespace greycache {

// The unit first: of a known sender nothing else is looked at then.
bool Engine::passes_at_once(Pending& pending, Peeked& known, UnixTime now) {
  const auto inquiries = pending.inquiries();
  for (std::size_t i = inquiries.size(); i-- > 0;) {
    known[i] = peek(*inquiries[i], now);
    if (known[i] && hits_at_once(pending, *inquiries[i], *known[i], now)) return true;
  }
  ask_correspondents(pending, known, now);
  return false;
}

// Asked only where the sender's sources do not know him. Who comes back is to be known by those, so
// that they are looked up all the same; but he passes from now on, whatever fails.
void Engine::ask_correspondents(Pending& pending, Peeked& known, UnixTime now) {
  const PolicyRequest& request = pending.asker->request();
  std::string src = correspondence_.source(policy_->rules, request);
  if (!src.empty() && questions_.nobody_has(src)) return;
  auto keys = correspondence_.keys(policy_->rules, request, std::move(src));
  if (!keys) return;
  pending.correspondent_keys = *std::move(keys);
  std::optional<KnownEntries>& there = known[pending.inquiries().size()];
  Inquiry& inquiry = pending.correspondent;
  pending.look_up_under(inquiry);
  there = peek(inquiry, now);
  if (!there || !passes_as_correspondent(*there, cutoffs_at(policy_->rules, now))) return;
  inquiry.conclusion = conclude_correspondent(
      policy_->rules, inquiry.keys, inquiry.evidence(*there, {}, policy_->forgotten(now)), now);
}

// An AWL hit that changes nothing stays one whatever the turn under way brings, and rests on
// nothing that is not safe yet.
bool Engine::hits_at_once(Pending& pending, Inquiry& inquiry, const KnownEntries& known,
                          UnixTime now) {
  const bool is_unit = inquiry.kind == InquiryKind::unit;
  if ((!known.domain_awl && !known.from_awl) || (is_unit && !pending.good_standing)) return false;
  const Evidence evidence = inquiry.evidence(known, {}, policy_->forgotten(now));
  Conclusion conclusion = greycache::conclude(rules_of(inquiry), inquiry.keys, evidence, now);
  const Decision& decision = conclusion.decision;
  if (!is_awl_hit(decision.outcome) || !decision.changes.empty()) return false;
  if (pending.has_organisation()) {
    const Keys& other = is_unit ? pending.keys() : pending.unit_keys;
    if (!organisations_.other_knows(other, decision.outcome, now)) return false;
    // The sender himself, where he is known, was told of when the other source was.
    if (decision.outcome == Outcome::domain_awl) organisations_.passed(pending.unit_keys);
  }
  pending.by_unit = is_unit;
  pending.known = conclusion.known;
  pending.decision = std::move(conclusion.decision);
  return true;
}

}  // namespace greycache
