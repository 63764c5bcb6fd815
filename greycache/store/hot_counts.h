// What a hot store on another host has met with.
#pragma once

#include <cstdint>

namespace greycache {

// Since the start.
struct HotCounts {
  std::int64_t unreadable = 0;    // fields or values that are none of ours, taken as absent
  std::int64_t foreign_keys = 0;  // commands refused because a key of ours is of another type
  std::int64_t tidied = 0;        // sources rid of expired entries
  std::int64_t untidied = 0;      // times that this failed
};

}  // namespace greycache
