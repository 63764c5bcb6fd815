// What happened in a run: a hash that two runs of a seed share, and the last of it to read.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace greycache::simulation {

class Trace {
 public:
  void add(std::chrono::microseconds at, std::string_view what);

  // Of everything, in order.
  std::uint64_t hash() const { return hash_; }
  std::uint64_t lines() const { return lines_; }
  // The last kKept lines, each with its time.
  const std::deque<std::string>& last() const { return last_; }
  // Prints every line as it comes.
  void print() { prints_ = true; }

  static constexpr std::size_t kKept = 200;

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
  std::uint64_t lines_ = 0;
  std::deque<std::string> last_;
  bool prints_ = false;
};

}  // namespace greycache::simulation
