// What a command of the control socket answered, taken apart for the panel.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/panel/answer.h"

namespace greycache {

// What stands behind "ok", or the error as a fault.
tl::expected<std::string, Fault> body_of(std::string_view answer);

// The first line of a body.
std::string first_line(std::string_view body);

// A page: lines that begin with two blanks, without them, and where the next one begins.
struct PagedLines {
  std::vector<std::string> lines;
  std::string next;  // empty where there is none
};
PagedLines paged_lines(std::string_view body);

}  // namespace greycache
