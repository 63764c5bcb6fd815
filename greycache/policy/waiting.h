// Whether a waiting entry still waits, or its sender came back long ago.
#pragma once

#include <span>

#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"

namespace greycache {

// The keys of the request that `connect` was made for.
Keys keys_of(const Fact& connect);

// Whether the sender of `connect` is auto-whitelisted by a valid entry among the facts of its
// source, for itself or with its whole domain. Such a connect was retried, so its end is no sign of
// spam.
bool already_whitelisted(const Fact& connect, std::span<const Fact> facts, const Cutoffs& cutoffs);

}  // namespace greycache
