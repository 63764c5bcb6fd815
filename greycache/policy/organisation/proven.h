// Which mail passes at once where its organisation's mail servers are proven.
#pragma once

#include "greycache/policy/decide.h"
#include "greycache/policy/forgotten_entries.h"
#include "greycache/policy/keys.h"

namespace greycache {

// Whether the one of this outcome does, by `unit` and `narrow`: what waits already goes on to, and
// who was forgotten begins to.
bool may_pass_as_proven(Outcome outcome, const ForgottenNow& forgotten, const Keys& unit,
                        const Keys& narrow);

}  // namespace greycache
