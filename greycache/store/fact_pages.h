// The port of all facts of a table, page by page: for who takes them elsewhere.
#pragma once

#include <cstddef>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/store/store_error.h"

namespace greycache {

struct FactPage {
  std::vector<Fact> facts;
  Fact last;          // where the next page begins: behind it
  bool more = false;  // there may be others
};

// Part of the persistent store: see there for threads, waits and errors.
class FactPages {
 public:
  virtual ~FactPages() = default;

  // The facts of `after.kind` in the order of its table's key, from the first one behind `after`
  // on, whose names are empty for the table's first; `limit` rows at most. Expired ones are among
  // them, and each moment of a connect. What makes no sense is left out. Several pages together are
  // no moment: what is written meanwhile is met or not.
  virtual StoreResult<FactPage> read_facts(const Fact& after, std::size_t limit) = 0;
};

}  // namespace greycache
