// Whether a waiting entry still waits, or its sender came back long ago.
#pragma once

#include <span>

#include "greycache/policy/fact.h"

namespace greycache {

// Whether the sender of `connect` is auto-whitelisted by a valid entry among the facts of its
// source, for itself or with its whole domain. Such a connect was retried, so its end is no sign of
// spam.
bool already_whitelisted(const Fact& connect, std::span<const Fact> facts, const Cutoffs& cutoffs);

}  // namespace greycache
