// The manual page greycache.conf(5), made from the table of settings.
#pragma once

#include <string>

namespace greycache {

// In man(7) macros.
std::string manual_page();

}  // namespace greycache
