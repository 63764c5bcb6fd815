// What this host calls itself.
#pragma once

#include <string>

namespace greycache {

// gethostname(2); "localhost" where there is none.
std::string host_name();

}  // namespace greycache
