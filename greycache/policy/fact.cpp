// Merging copies of facts, and when they no longer count.
#include "greycache/policy/fact.h"

#include <algorithm>
#include <tuple>

namespace greycache {

namespace {

auto names(const Fact& fact) {
  return std::tie(fact.kind, fact.src, fact.sender_domain, fact.sender_name, fact.rcpt);
}

// A fact is a hundred and fifty bytes: it is moved once, not with each step of the sorting.
template <typename Before>
std::vector<Fact*> in_order(std::vector<Fact>& facts, Before before) {
  std::vector<Fact*> order;
  order.reserve(facts.size());
  for (Fact& fact : facts) order.push_back(&fact);
  std::sort(order.begin(), order.end(),
            [&](const Fact* a, const Fact* b) { return before(*a, *b); });
  return order;
}

}  // namespace

bool same_fact(const Fact& a, const Fact& b) {
  return names(a) == names(b);
}

bool fact_before(const Fact& a, const Fact& b) {
  return names(a) < names(b);
}

void merge_into(FactKind kind, Seen& into, const Seen& copy) {
  into.first_seen = std::min(into.first_seen, copy.first_seen);
  into.last_seen =
      kind == FactKind::connect ? into.first_seen : std::max(into.last_seen, copy.last_seen);
}

void merge_into(Fact& into, const Fact& copy) {
  Seen seen = into;
  merge_into(into.kind, seen, copy);
  into.first_seen = seen.first_seen;
  into.last_seen = seen.last_seen;
}

std::vector<Fact> merged(std::vector<Fact> facts) {
  std::vector<Fact> result;
  result.reserve(facts.size());
  for (Fact* fact : in_order(facts, fact_before)) {
    if (!result.empty() && same_fact(result.back(), *fact)) {
      merge_into(result.back(), *fact);
    } else {
      result.push_back(std::move(*fact));
    }
  }
  return result;
}

std::vector<Fact> merged_by_moment(std::vector<Fact> facts) {
  const auto before = [](const Fact& a, const Fact& b) {
    return same_fact(a, b) ? a.first_seen < b.first_seen : fact_before(a, b);
  };
  std::vector<Fact> result;
  result.reserve(facts.size());
  for (Fact* fact : in_order(facts, before)) {
    const bool copy =
        !result.empty() && same_fact(result.back(), *fact) &&
        (fact->kind != FactKind::connect || result.back().first_seen == fact->first_seen);
    if (copy) {
      merge_into(result.back(), *fact);
    } else {
      result.push_back(std::move(*fact));
    }
  }
  return result;
}

void bring_back(Fact& fact, const Cutoffs& cutoffs) {
  fact.first_seen = std::min(fact.first_seen, cutoffs.future);
  fact.last_seen = std::min(fact.last_seen, cutoffs.future);
}

bool expired(FactKind kind, const Seen& seen, const Cutoffs& cutoffs) {
  if (kind == FactKind::connect) return seen.first_seen < cutoffs.connect;
  if (kind == FactKind::correspondent) return seen.last_seen <= cutoffs.correspondent;
  return seen.last_seen <= cutoffs.awl;
}

bool expired(const Fact& fact, const Cutoffs& cutoffs) {
  return expired(fact.kind, fact, cutoffs);
}

}  // namespace greycache
