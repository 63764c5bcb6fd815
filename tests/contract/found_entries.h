// What a look-up of a hot store found, with all of its source, as one value.
#pragma once

#include <vector>

#include "greycache/policy/known_entries.h"

namespace greycache {

struct FoundEntries : KnownEntries {
  std::vector<Fact> all;  // only where they were asked for
};

}  // namespace greycache
