// What comes of a request by all its sources, or which of them cannot tell yet.
#include <algorithm>
#include <span>
#include <utility>

#include "greycache/engine/engine.h"
#include "greycache/policy/conclusion.h"
#include "greycache/policy/correspondent.h"
#include "greycache/policy/organisation/combination.h"

namespace greycache {

namespace {

Opinion opinion_of(const Inquiry& inquiry) {
  const Conclusion& own = inquiry.conclusion;
  return {&inquiry.keys, own.known, inquiry.decided() ? &own.decision : nullptr};
}

}  // namespace

// What the stores have nothing of needs no look at what is missing first.
void Engine::conclude(Inquiry& inquiry, const KnownEntries& hot, UnixTime now) {
  const bool nothing_at_hand = hot.residence == Residence::absent && hot.none();
  if (nothing_at_hand && !inquiry.loaded && stores_lack(inquiry)) {
    inquiry.hot_has_nothing = true;
    take_as_new(inquiry);
    inquiry.counts_changes_only();
  }
  const Evidence evidence =
      inquiry.evidence(hot, changes_of(inquiry, now), policy_->forgotten(now));
  const auto way = inquiry.kind == InquiryKind::correspondent ? greycache::conclude_correspondent
                                                              : greycache::conclude;
  inquiry.conclusion = way(rules_of(inquiry), inquiry.keys, evidence, now);
  if (inquiry.conclusion.missing != Missing::source) return;
  inquiry.hot_has_nothing = hot.none();
  if (!stores_lack(inquiry)) return;
  take_as_new(inquiry);
  conclude(inquiry, hot, now);
}

// All can be told, or what is known passes the mail. Of who was written to it must be known whether
// he comes back: that makes an AWL entry, and counts for his organisation.
bool Engine::is_decided(Pending& pending, UnixTime now) const {
  if (!sources_decided(pending)) return false;
  const bool all = !pending.asks_correspondents() || pending.correspondent.decided();
  return all || passes_by_sources(pending, now);
}

// Of the client's sources all can be told, or an AWL entry that counts passes the mail.
bool Engine::sources_decided(Pending& pending) {
  bool all = true;
  for (const Inquiry* inquiry : pending.inquiries()) {
    if (inquiry->kind == InquiryKind::correspondent) continue;
    if (!inquiry->decided()) {
      all = false;
      continue;
    }
    if (is_awl_hit(inquiry->conclusion.decision.outcome)) return true;
  }
  return all;
}

// What the turn has changed of its source, and what the unit lends.
std::span<const Fact> Engine::changes_of(Inquiry& inquiry, UnixTime now) {
  const std::span<const Fact> changes = commit_.changes_of(inquiry.keys);
  if (inquiry.kind != InquiryKind::narrow || !inquiry.pending.has_organisation()) return changes;
  const auto lent =
      lent_connect(policy_->rules, opinion_of(inquiry.pending.unit), inquiry.keys, now);
  if (!lent) return changes;
  with_lent_.assign(changes.begin(), changes.end());
  with_lent_.push_back(*lent);
  return with_lent_;
}

bool Engine::passes_by_sources(const Pending& pending, UnixTime now) const {
  if (!pending.has_organisation()) return pending.narrow.passes_mail();
  return lets_pass(policy_->rules, opinion_of(pending.unit), opinion_of(pending.narrow), now);
}

// Who is known by his source, or comes back, passes as that.
void Engine::settle(Pending& pending, UnixTime now) {
  if (pending.was_written_to() && !passes_by_sources(pending, now)) {
    passes_as_written_to(pending);
  } else {
    settle_by_sources(pending, now);
  }
}

// Nothing changes by it.
void Engine::passes_as_written_to(Pending& pending) {
  pending.known = pending.correspondent.conclusion.known;
  pending.decision.outcome = Outcome::correspondent;
  if (pending.has_organisation()) organisations_.passed(pending.unit_keys);
}

void Engine::settle_by_sources(Pending& pending, UnixTime now) {
  Conclusion& narrow = pending.narrow.conclusion;
  if (!pending.has_organisation()) {
    pending.known = narrow.known;
    pending.decision = std::move(narrow.decision);
    return;
  }
  Combination combined =
      organisations_.combine(pending.standing_name, opinion_of(pending.unit),
                             opinion_of(pending.narrow), policy_->forgotten(now), now);
  pending.known = combined.known;
  pending.decision = std::move(combined.decision);
  pending.by_unit = combined.by_unit;
  if (pending.passed_in_doubt) organisations_.passed(pending.unit_keys);
}

}  // namespace greycache
