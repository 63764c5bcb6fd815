// How many refusals are worth a line of the audit log.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/duration.h"
#include "common/keyed_hash.h"

namespace greycache::web {

// Counts them by who is refused, a minute at a time, so that nobody pushes older lines out of the
// log by asking for what he may not. One thread at a time; times are passed in.
class RefusedLines {
 public:
  static constexpr UnixTime kSpan = 60;
  static constexpr std::size_t kOfOne = 60;
  // Of all together: strangers have many addresses.
  static constexpr std::size_t kOfAll = 300;

  // Whether one more has a line; those that have none are counted.
  bool takes(std::string_view who);

  // Who had none how often, where the minute is over or the clock was set back: another one begins.
  // "" are those that were one too many of all.
  using Left = std::vector<std::pair<std::string, std::size_t>>;
  Left turn(UnixTime now);

 private:
  struct Count {
    std::size_t taken = 0;
    std::size_t left = 0;
  };

  UnixTime began_ = 0;
  std::size_t taken_ = 0;  // of all
  std::unordered_map<std::string, Count, KeyedHash, std::equal_to<>> counts_;
};

}  // namespace greycache::web
