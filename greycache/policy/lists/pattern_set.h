// The patterns of a whitelist, of which any may match.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "greycache/policy/lists/list_pattern.h"

namespace greycache {

// Used by one thread at a time.
class PatternSet {
 public:
  void add(std::span<const std::shared_ptr<const ListPattern>> patterns);

  // Whether one of them is found in `text`, which is `lower` in lower case. Those are tried whose
  // tail() the text has, each for steps_of_each(), until ClientWhitelist::kMostRunaways have run
  // away.
  bool matches(std::string_view text, std::string_view lower) const;

  std::size_t size() const { return patterns_.size(); }

 private:
  // The last bytes of a text, or of a pattern's tail, where it has as many.
  struct End {
    std::uint64_t bytes = 0;
    std::uint64_t known = 0;  // of these
  };
  static End end_of(std::string_view text);

  std::vector<End> ends_;  // of each pattern's tail
  std::vector<std::shared_ptr<const ListPattern>> patterns_;
};

}  // namespace greycache
