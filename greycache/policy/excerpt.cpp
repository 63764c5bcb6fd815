// Which facts of a large source decide a request.
#include "greycache/policy/excerpt.h"

#include <algorithm>

#include "greycache/policy/decide.h"
#include "greycache/policy/known_entries.h"

namespace greycache {

namespace {

bool take_one(std::size_t& left) {
  if (left == 0) return false;
  --left;
  return true;
}

}  // namespace

Excerpt excerpt_for(const Rules& rules) {
  Excerpt excerpt;
  if (rules.group_domain_level > 1) {
    excerpt.from_awl_of_domain = static_cast<std::size_t>(rules.group_domain_level - 1);
  }
  if (rules.connect_src_throttle > 0) {
    excerpt.from_awl = static_cast<std::size_t>(rules.connect_src_throttle);
    excerpt.domain_awl = 1;
    // More than so many would be taken for auto-whitelisted in any case.
    excerpt.connect = excerpt.from_awl + kMostTakenApart;
  }
  return excerpt;
}

bool ExcerptFilter::takes(const Fact& fact) {
  if (is_named(fact, keys_)) return true;
  if (fact.kind == FactKind::correspondent) return false;
  if (fact.kind == FactKind::connect) return take_one(left_.connect);
  if (fact.kind == FactKind::domain_awl) return take_one(left_.domain_awl);
  const bool of_domain = fact.sender_domain == keys_.sender_domain;
  if (of_domain && take_one(left_.from_awl_of_domain)) return true;
  return take_one(left_.from_awl);
}

}  // namespace greycache
