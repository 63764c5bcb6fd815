// What happened in a run. The hash is FNV-1a's: nobody aims at it.
#include "tests/simulation/trace.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

namespace greycache::simulation {

void Trace::add(std::chrono::microseconds at, std::string_view what) {
  std::string line = fmt::format("{:13.6f} {}", static_cast<double>(at.count()) / 1e6, what);
  for (const char byte : line) {
    hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  ++lines_;
  if (prints_) fmt::print("{}\n", line);
  last_.push_back(std::move(line));
  if (last_.size() > kKept) last_.pop_front();
}

}  // namespace greycache::simulation
