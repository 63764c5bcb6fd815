// The part of a source's facts that a decision can turn on, where the source has too many.
#pragma once

#include <cstddef>

#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/rules.h"

namespace greycache {

// How many facts of each kind an excerpt holds besides those that the request's keys name: so many
// that a Tally of them reaches whatever decide() compares it with, or else is that of the whole
// source.
struct Excerpt {
  std::size_t from_awl_of_domain = 0;  // of the request's sender_domain
  std::size_t from_awl = 0;
  std::size_t domain_awl = 0;
  std::size_t connect = 0;

  // Facts that it has at most.
  std::size_t most() const { return 3 + from_awl_of_domain + from_awl + domain_awl + connect; }
};

Excerpt excerpt_for(const Rules& rules);

// Chooses an excerpt from facts of the request's source that have not expired, given one by one.
class ExcerptFilter {
 public:
  // `keys` must outlive it.
  ExcerptFilter(const Keys& keys, const Excerpt& left) : keys_(keys), left_(left) {}

  bool takes(const Fact& fact);

 private:
  const Keys& keys_;
  Excerpt left_;
};

}  // namespace greycache
