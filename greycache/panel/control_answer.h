// What a command of the control socket answered, taken apart for the panel.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/panel/answer.h"

namespace greycache {

// What stands behind "ok", or the error as a fault.
tl::expected<std::string, Fault> body_of(std::string_view answer);

// The first line of a body, and all of its lines as one.
std::string first_line(std::string_view body);
std::string in_one_line(std::string_view body);

}  // namespace greycache
