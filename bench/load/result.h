// What a run of the load generator has measured.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "load/histogram.h"

namespace greycache {

struct Result {
  // Of the measured time, which begins after the warm-up.
  Histogram latency;
  double seconds = 0;
  std::uint64_t unexpected = 0;  // answers that let pass what should not, or the other way round
  std::map<std::string, std::uint64_t, std::less<>> verbs;  // first word of the action: answers

  // Of the whole run.
  std::uint64_t requests = 0;
  double request_bytes = 0;      // mean
  std::uint32_t next_first = 0;  // what --first of the next run on the same service must be
  double own_seconds = 0;        // CPU time of the load generator
  double helper_seconds = 0;     // CPU time of all helpers

  double throughput() const {
    return seconds > 0 ? static_cast<double>(latency.count()) / seconds : 0;
  }
};

// For people: a few lines. For programs: one JSON object in a line, times in microseconds.
std::string text_of(const Result& result);
std::string json_of(const Result& result);

}  // namespace greycache
