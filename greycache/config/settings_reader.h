// Reads the text of a configuration file into settings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/config/settings.h"

namespace greycache {

struct LoadedSettings {
  Settings settings;
  std::vector<std::string> warnings;  // "FILE:LINE: ..."
  std::string path{};                 // of the file that was read, empty where there was none
};

// All errors, not only the first: "FILE:LINE: what is wrong; what would be right". The warnings
// follow them, marked: "FILE:LINE: warning: ...".
using LoadResult = tl::expected<LoadedSettings, std::vector<std::string>>;

// SQLgrey's syntax (see config_lines()) and keys. The last of repeated keys counts. `file` is the
// name that messages show.
LoadResult read_settings(std::string_view text, const std::string& file);

}  // namespace greycache
