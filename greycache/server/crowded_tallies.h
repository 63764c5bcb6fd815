// What crowded sources have in number, for a moment: so that who floods does not have all of its
// entries read for each attempt.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "common/keyed_hash.h"
#include "greycache/policy/decide.h"

namespace greycache {

// Good for first attempts only, which do not ask how many senders of their domain are known. With
// kMost sources all are forgotten at once. Used on the loop's thread.
class CrowdedTallies {
 public:
  void keep(const std::string& src, const Tally& tally, UnixTime now) {
    if (tallies_.size() >= kMost) tallies_.clear();
    tallies_.insert_or_assign(src, Kept{tally, now});
  }

  // Nothing where none was kept in the last kSeconds, or the clock was set back since.
  std::optional<Tally> find(const std::string& src, UnixTime now) const {
    const auto found = tallies_.find(src);
    if (found == tallies_.end()) return std::nullopt;
    const UnixTime age = now - found->second.at;
    if (age < 0 || age >= kSeconds) return std::nullopt;
    return found->second.tally;
  }

  static constexpr UnixTime kSeconds = 2;
  static constexpr std::size_t kMost = 256;

 private:
  struct Kept {
    Tally tally;
    UnixTime at = 0;
  };
  std::unordered_map<std::string, Kept, KeyedHash, std::equal_to<>> tallies_;
};

}  // namespace greycache
