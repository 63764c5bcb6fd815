// The quick way to read a trace line that holds nothing unusual.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/duration.h"

namespace greycache {

// What a trace line holds.
struct PlainLine {
  std::optional<UnixTime> at;
  bool has_request = false;
  bool was_accepted = false;  // "logged": "accepted"
  std::string request;        // "name=value" lines
};

// Reads a JSON object whose members are strings, integers or words like null, and "request", an
// object of the same. Strings are printable ASCII without a backslash; that is what nearly all
// lines are made of. False for any other line, valid or not: `line` is undefined then.
bool read_plain_line(std::string_view json, PlainLine& line);

}  // namespace greycache
