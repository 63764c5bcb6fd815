// Looks for a finding in what a check found.
#pragma once

#include <algorithm>
#include <ostream>
#include <string_view>

#include "greyctl/doctor/findings.h"

namespace greycache {

// Whether there is one of that severity that says these words and what to do. A note may have
// nothing to do.
inline bool found(const Findings& findings, Severity severity, std::string_view words) {
  return std::ranges::any_of(findings.all(), [&](const Finding& each) {
    return each.severity == severity && each.what.find(words) != std::string::npos &&
           (severity < Severity::warning || !each.advice.empty());
  });
}

// Whether nothing has to be done, and there is no note either.
inline bool is_well(const Findings& findings) {
  return std::ranges::all_of(findings.all(),
                             [](const Finding& each) { return each.severity == Severity::ok; });
}

}  // namespace greycache
