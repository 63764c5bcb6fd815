// Times counted in buckets of about 1 % width, as HdrHistogram does.
#include "load/histogram.h"

#include <algorithm>
#include <cmath>

namespace greycache {

void Histogram::add(std::uint64_t nanoseconds) {
  ++buckets_[bucket_of(nanoseconds)];
  ++count_;
  longest_ = std::max(longest_, nanoseconds);
}

std::uint64_t Histogram::quantile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += buckets_[bucket];
    if (seen > 0 && seen >= wanted) return std::min(upper_end(bucket), longest_);
  }
  return longest_;
}

std::size_t Histogram::bucket_of(std::uint64_t value) {
  const auto bits = static_cast<unsigned>(std::bit_width(value));
  if (bits <= kSubBits) return static_cast<std::size_t>(value);
  const unsigned shift = bits - kSubBits;
  return std::min(static_cast<std::size_t>(shift * kHalf + (value >> shift)), kBuckets - 1);
}

std::uint64_t Histogram::upper_end(std::size_t bucket) {
  if (bucket < 2 * kHalf) return bucket;
  const std::size_t shift = bucket / kHalf - 1;
  const std::uint64_t mantissa = bucket - shift * kHalf;
  return ((mantissa + 1) << shift) - 1;
}

}  // namespace greycache
