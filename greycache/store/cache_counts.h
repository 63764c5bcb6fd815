// What a cache of AWL entries before a hot store has done.
#pragma once

#include <cstdint>

namespace greycache {

struct CacheCounts {
  std::int64_t on = 0;             // 1 while it may be used
  std::int64_t entries = 0;        // that it holds
  std::int64_t hits = 0;           // since the start, as are the others
  std::int64_t invalidations = 0;  // keys that the hot store named as changed
};

}  // namespace greycache
