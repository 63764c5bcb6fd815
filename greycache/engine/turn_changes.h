// What the requests of a turn have changed, until it is in the journal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "greycache/policy/fact.h"

namespace greycache {

// Facts in the order they were added, found by source. Its memory is used again.
class TurnChanges {
 public:
  void add(const Fact& fact);
  bool empty() const { return facts_.empty(); }

  // The first change of a source, and the next one after `index`; kNone where there is none.
  static constexpr std::size_t kNone = SIZE_MAX;
  std::size_t first_of(std::string_view src) const;
  std::size_t next_of(std::size_t index) const { return next_[index]; }
  const Fact& operator[](std::size_t index) const { return facts_[index]; }

  // All of them, merged; none is left.
  std::vector<Fact> take();

 private:
  struct Chain {
    std::size_t first;
    std::size_t last;
  };

  std::size_t slot_of(std::string_view src) const;
  void grow();

  std::vector<Fact> facts_;
  std::vector<std::size_t> next_;   // of the same source, by index of facts_
  std::vector<std::size_t> slots_;  // open addressing: 1 + index into chains_, 0 is free
  std::vector<Chain> chains_;       // one a source
};

}  // namespace greycache
