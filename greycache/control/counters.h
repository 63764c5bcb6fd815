// The one table of what the daemon counts: greyctl stats, stats --json and /metrics are made of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/control/figures.h"

namespace greycache {

// A row. What is new to count gets a member in Figures (or Statistics, or what else stands there)
// and a row here; nothing else has to know of it.
struct Counter {
  enum class Type : std::uint8_t {
    counter,  // only grows, from 0 at the start
    gauge,
    time,    // seconds since 1970
    state,   // a number of `states`
    delays,  // has `delays`, and no number to read
  };

  std::string_view group;  // rows of one group follow each other
  std::string text;        // as greyctl stats calls it
  std::string json;        // a member, or "object.member"; rows of an object follow each other
  std::string prometheus;  // without "greycache_"; rows of one name follow each other
  std::string label;       // such as outcome="new", or empty
  Type type = Type::counter;
  std::string help;  // a sentence, the same for rows of one name
  std::function<std::int64_t(const Figures&)> read;
  std::vector<std::string_view> states = {};
  std::function<const DelayCounts&(const Figures&)> delays = {};
};

const std::vector<Counter>& counters();

}  // namespace greycache
