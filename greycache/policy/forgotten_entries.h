// Whether entries count, by what an operator has had forgotten.
#pragma once

#include <vector>

#include "greycache/policy/expectation/forgotten.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/known_entries.h"

namespace greycache {

// Whether this entry counts as absent.
bool is_forgotten(const ForgottenNow& forgotten, const Fact& fact);

// Takes those out of `known`, which are entries of these keys.
void drop_forgotten(const ForgottenNow& forgotten, const Keys& keys, KnownEntries& known);
void drop_forgotten(const ForgottenNow& forgotten, std::vector<Fact>& facts);

// A connect of these keys that was first seen before this does not count; 0 where none is
// forgotten.
UnixTime connects_count_from(const ForgottenNow& forgotten, const Keys& keys);

// Whether anything of these keys was forgotten: who would pass though nothing is known of him
// waits.
inline bool concerns(const ForgottenNow& forgotten, const Keys& keys) {
  return connects_count_from(forgotten, keys) > 0;
}

}  // namespace greycache
