// Whether a unix socket can be made where a setting wants it.
#pragma once

#include <string>

namespace greycache {

// What stands in the way of this process, as a sentence with the path; empty where nothing does. A
// directory below /run that is not there yet is no obstacle: the service manager makes it at the
// start (RuntimeDirectory=).
std::string obstacle_to_socket(const std::string& path);

}  // namespace greycache
