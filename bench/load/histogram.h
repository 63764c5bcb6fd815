// Times counted in buckets of about 1 % width, as HdrHistogram does.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace greycache {

// Nanoseconds from 0 to about 18 minutes; what is longer counts in the last bucket.
class Histogram {
 public:
  void add(std::uint64_t nanoseconds);
  void clear() { *this = Histogram(); }
  std::uint64_t count() const { return count_; }
  std::uint64_t longest() const { return longest_; }  // exact
  // The time that a share (0 to 1) of all does not exceed, at most 1.6 % too long; 0 where there
  // are none.
  std::uint64_t quantile(double share) const;

 private:
  // Below 2^kSubBits each value has its bucket; above, each power of two has half as many.
  static constexpr unsigned kSubBits = 7;
  static constexpr std::size_t kHalf = 1U << (kSubBits - 1);
  static constexpr std::size_t kBuckets = (40 - kSubBits + 2) * kHalf;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t upper_end(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t longest_ = 0;
};

}  // namespace greycache
