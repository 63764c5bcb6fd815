// What "greyctl source" prints: the sources that a client is known by, and why.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/config/settings.h"

namespace greycache {

// Of attributes of a policy request: client_address=, client_name= (unknown where it is left out),
// and, where given, sender=. Reads the lists of conf_dir and the Public Suffix List as they are
// now; asks no store and no daemon. The error says what is wrong with the words.
tl::expected<std::string, std::string> source_report(const Settings& settings,
                                                     const std::vector<std::string>& words,
                                                     bool json = false);

}  // namespace greycache
