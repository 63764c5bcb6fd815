// What the requests of a turn have changed, until it is in the journal.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/keyed_hash.h"
#include "greycache/policy/fact.h"

namespace greycache {

// Facts by their source, those of one in the order they were added.
class TurnChanges {
 public:
  void add(const Fact& fact) { by_source_[fact.src].push_back(fact); }
  bool empty() const { return by_source_.empty(); }

  // Good until the next add() or take().
  std::span<const Fact> of(std::string_view src) const {
    const auto found = by_source_.find(src);
    return found == by_source_.end() ? std::span<const Fact>() : found->second;
  }

  // All of them, merged; none is left.
  std::vector<Fact> take() {
    std::vector<Fact> facts;
    for (auto& [src, changes] : by_source_) {
      for (Fact& fact : changes) facts.push_back(std::move(fact));
    }
    by_source_.clear();
    return merged(std::move(facts));
  }

 private:
  std::unordered_map<std::string, std::vector<Fact>, KeyedHash, std::equal_to<>> by_source_;
};

}  // namespace greycache
