// First attempts of nobody who was forgotten.
#include "greycache/policy/organisation/proven.h"

#include "greycache/policy/organisation/combination.h"

namespace greycache {

bool may_pass_as_proven(Outcome outcome, const ForgottenNow& forgotten, const Keys& unit,
                        const Keys& narrow) {
  return begins_to_wait(outcome) && !concerns(forgotten, unit) && !concerns(forgotten, narrow);
}

}  // namespace greycache
