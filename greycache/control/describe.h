// Facts in words, for an operator.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

// "2026-11-21 18:57:03 UTC".
std::string time_text(UnixTime time);

// What is known of sources or senders: a line an entry, what waits first, each with its times and
// what they mean now. What expired is left out, and what waits no more since one of these facts
// lets its sender pass. Beyond kMostDescribed entries their number is told. Empty where nothing is
// left.
inline constexpr std::size_t kMostDescribed = 1000;
std::string describe(std::vector<Fact> facts, const Rules& rules, UnixTime now);

// Those that describe() tells, by source, and how many there are besides.
struct ShownFacts {
  std::vector<Fact> facts;
  std::size_t more = 0;
};
ShownFacts facts_to_show(std::vector<Fact> facts, const Rules& rules, UnixTime now);

}  // namespace greycache
