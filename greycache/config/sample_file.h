// The sample configuration file, made from the table of settings.
#pragma once

#include <string>

namespace greycache {

// Every setting with its help and, behind "#" without a blank, its default.
std::string sample_file();

}  // namespace greycache
