// Spans of time as an administrator writes them: "5m", "24h", "0.5", "2s".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace greycache {

// Seconds since 1970: the time of requests and entries. Passed in everywhere below the edge.
using UnixTime = std::int64_t;

using Milliseconds = std::chrono::milliseconds;

// "5", "0.5", "5m", "2 s": a number with an optional unit ms, s, m, h, d or w; without one, `unit`
// counts. Empty where the text is no such thing, is negative or exceeds 100 years. Fractions of a
// millisecond are dropped.
std::optional<Milliseconds> parse_duration(std::string_view text, Milliseconds unit);

// The shortest exact form with one unit: "5m", "90s", "1500ms"; "0s" for nothing.
std::string format_duration(Milliseconds span);

// In words for a person, with the largest unit that is exact: "5 minutes", "1 hour", "30 seconds".
std::string duration_in_words(Milliseconds span);

}  // namespace greycache
