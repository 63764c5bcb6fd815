// All that is at hand about one request, from whoever knows a part of it.
#pragma once

#include <span>
#include <vector>

#include "greycache/policy/expectation/forgotten.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/known_entries.h"

namespace greycache {

// What it points to must outlive it.
struct Evidence {
  // What the hot store says and, where it was asked for them, all facts that it has of the source.
  KnownEntries hot{};
  const std::vector<Fact>* all = nullptr;
  // The source as the persistent store has it, where that was asked for it.
  const SourceFacts* loaded = nullptr;
  // What the persistent store answered when it was asked by key (an excerpt of the source); empty
  // where it could not answer.
  const std::vector<Fact>* found = nullptr;
  // What requests have changed that were decided before: the stores may not have it.
  std::span<const Fact> changes{};
  // What of all that counts no more since an operator has had it forgotten.
  ForgottenNow forgotten{};
};

// The entries that `keys` name and that are not forgotten, merged from all who have them, and how
// much of the source is at hand with all of them together.
KnownEntries make_known(const Evidence& evidence, const Keys& keys, const Cutoffs& cutoffs);

}  // namespace greycache
