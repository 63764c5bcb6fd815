// Random numbers that a seed determines on every machine.
#pragma once

#include <chrono>
#include <cstdint>

namespace greycache::simulation {

// SplitMix64 (Steele, Lea and Flood, 2014). The standard's distributions differ between libraries.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t word = state_ += 0x9e3779b97f4a7c15U;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9U;
    word = (word ^ (word >> 27)) * 0x94d049bb133111ebU;
    return word ^ (word >> 31);
  }

  // 0 to bound - 1; `bound` is not 0.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
  }
  std::chrono::microseconds between(std::chrono::microseconds least,
                                    std::chrono::microseconds most) {
    return std::chrono::microseconds(between(least.count(), most.count()));
  }
  bool chance(unsigned per_mille) { return below(1000) < per_mille; }

  // Another row of numbers, which goes on by itself.
  Random fork() { return Random(next()); }

 private:
  std::uint64_t state_;
};

}  // namespace greycache::simulation
