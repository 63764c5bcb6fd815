// Which expectations of a slice of rows are taken: as many as there is room for.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "greycache/policy/expectation/expectations.h"

namespace greycache {

// Rows, each with the number of its line.
using ExpectationLines = std::vector<std::pair<std::size_t, Expectation>>;

struct AdmittedExpectations {
  std::vector<Expectation> rows;          // each of other names: those of the same are merged
  std::size_t taken = 0;                  // lines that are in these
  std::vector<std::size_t> without_room;  // lines
};

// A row of names that are known already always has room. `known` may be nullptr: none are known.
// `most`: of names, those that are known and those of the slice together.
AdmittedExpectations admitted(const Expectations* known, const ExpectationLines& lines,
                              std::size_t most = kMostExpectations);

// Why there is none, and what helps.
std::string no_room_for_expectations();

}  // namespace greycache
