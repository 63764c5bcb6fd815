// Facts in words, for an operator.
#pragma once

#include <string>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

// "2026-11-21 18:57:03 UTC".
std::string time_text(UnixTime time);

// What is known of a source or sender: a line an entry, what waits first, each with its times and
// what they mean now. Expired entries are left out. Never empty.
std::string describe(std::vector<Fact> facts, const Rules& rules, UnixTime now);

}  // namespace greycache
