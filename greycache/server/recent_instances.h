// Which messages have had their X-Greylist header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace greycache {

// Remembers the last kMost instances (Postfix's name for one delivery of one message) that were
// given a header, and by which recipient: the question for that same recipient, asked again because
// its answer was lost, gets the header again.
class RecentInstances {
 public:
  RecentInstances();

  // Whether another recipient of this instance has had the header; where none has, this one has it
  // from this call on. An empty instance never has.
  bool had_header(std::string_view instance, std::string_view recipient);

  static constexpr std::size_t kMost = 8192;

 private:
  struct Given {
    std::uint64_t instance;
    std::uint64_t recipient;
  };

  std::uint64_t hash(std::string_view text) const;
  std::size_t slot_of(std::uint64_t instance) const;
  void remember(std::size_t slot, const Given& given);
  void close_gap(std::size_t gap);

  std::uint64_t key_;
  std::vector<Given> ring_;
  std::size_t next_ = 0;
  std::vector<std::uint16_t> slots_;  // open addressing: 1 + the place in the ring, 0 is free
};

}  // namespace greycache
