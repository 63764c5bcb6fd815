// Where rows of the opt tables go that somebody moves in with.
#pragma once

#include <functional>
#include <string>

#include <tl/expected.hpp>

#include "greycache/policy/lists/opt_lists.h"

namespace greycache {

// Takes a row as parse_opt_row() gives it; one that is there already stays. The error is a
// sentence, and the end.
using OptRowSink =
    std::function<tl::expected<void, std::string>(OptTable table, const std::string& row)>;

}  // namespace greycache
