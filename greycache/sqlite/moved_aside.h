// A file that must not stay where it is: it gets another name.
#pragma once

#include <string>

namespace greycache {

// As PATH.replaced-TIME; that is returned, empty where it cannot be, or nothing was there.
std::string moved_aside(const std::string& path);

}  // namespace greycache
