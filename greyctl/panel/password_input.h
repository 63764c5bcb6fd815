// A new password, typed or piped; never an argument, which every user of a host can see.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace greycache {

// On a terminal it is asked for twice, unseen; otherwise the first line of standard input. The
// error is a sentence: the two differ, or there is none.
tl::expected<std::string, std::string> read_new_password();

}  // namespace greycache
