// Rows of expectations as lines of text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greycache/policy/expectation/expectation.h"

namespace greycache {

// Whether a store takes it: texts of UTF-8 within their limits, times from 1970 to 9999.
bool is_sound(const Expectation& row);

// "RECIPIENT SENDER UNTIL MADE_AT KEPT_UNTIL REMOVED WHY", percent-encoded, without its end; empty
// texts have nothing between two blanks.
std::string expectation_line(const Expectation& row);

// Nothing for what is no such line, or a row that no store would take.
std::optional<Expectation> parse_expectation_line(std::string_view line);

}  // namespace greycache
