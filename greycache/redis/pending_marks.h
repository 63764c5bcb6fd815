// Sources that have no entries anywhere, whose marker waits to be written with their first one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/keyed_hash.h"
#include "greycache/redis/source_entry.h"
#include "greycache/redis/wire/redis_session.h"

namespace greycache {

// A first attempt of a source that nobody knows would write to Redis twice in a row otherwise: the
// marker, and the attempt. What waits is lost with the connection, which only means that the source
// is not resident. So does one that has waited for long: other hosts may have written to the
// source, and Redis lost it, since nobody had anything of it.
class PendingMarks {
 public:
  static constexpr std::size_t kLimit = 1024;
  static constexpr std::chrono::milliseconds kLongest{1000};

  using Mark = std::pair<std::string, Marker>;

  // False where there is no room.
  bool add(const std::string& src, const Marker& marker, SteadyTime now);
  // The marker that waits; nullptr where none does. Good until the next call.
  const Marker* find(std::string_view src) const;
  // For whoever writes the marker: it waits no longer.
  std::optional<Marker> take(std::string_view src);

  // To be called with each look-up. Those that have waited for the whole turn of the one before are
  // to be written: no entry came for them. Those of kLongest ago are gone.
  std::vector<Mark> next_turn(SteadyTime now);

  void clear() { marks_.clear(); }

 private:
  struct Waiting {
    Marker marker;
    std::uint64_t turn;
    SteadyTime since;
  };

  std::uint64_t turn_ = 0;
  std::unordered_map<std::string, Waiting, KeyedHash, std::equal_to<>> marks_;
};

}  // namespace greycache
