// Which messages have had their X-Greylist header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace greycache {

// Remembers the last kMost instances (Postfix's name for one delivery of one message) that were
// given a header, and by which recipient: the question for that same recipient, asked again because
// its answer was lost, gets the header again.
class RecentInstances {
 public:
  RecentInstances();

  // Whether another recipient of this instance has had the header. An empty instance never has.
  bool header_given(std::string_view instance, std::string_view recipient) const;
  void remember(std::string_view instance, std::string_view recipient);

  static constexpr std::size_t kMost = 8192;

 private:
  std::uint64_t hash(std::string_view text) const;

  std::uint64_t key_;
  std::unordered_map<std::uint64_t, std::uint64_t> recipient_by_instance_;
  std::vector<std::uint64_t> ring_;
  std::size_t next_ = 0;
};

}  // namespace greycache
