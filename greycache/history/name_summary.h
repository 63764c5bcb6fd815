// Which names rows may have: "certainly not this one", or "perhaps".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// `salt` is drawn for each summary, so that who chooses the names cannot choose where they fall.
class NamesToSum {
 public:
  explicit NamesToSum(std::uint64_t salt);

  // Empty ones are left out.
  void add(std::string_view name);
  // A Bloom filter of all that were added, for NameSummary: 12 bits a name.
  std::string sum() const;

 private:
  void put(std::uint64_t hash);
  void grow();

  std::uint64_t salt_;
  unsigned bits_;                      // of a place
  std::vector<std::uint64_t> hashes_;  // each at its place or behind it; 0: nothing
  std::size_t size_ = 0;
};

// Of bytes that may come from a file, which must outlive it.
class NameSummary {
 public:
  NameSummary(std::uint64_t salt, std::string_view bytes) : salt_(salt), bytes_(bytes) {}

  // True of every name that was added; of another in fewer than one of a hundred cases, or always
  // where the bytes are no summary.
  bool may_have(std::string_view name) const;

 private:
  std::uint64_t salt_;
  std::string_view bytes_;
};

}  // namespace greycache
