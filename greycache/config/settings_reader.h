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
  std::vector<std::string> warnings;        // "FILE:LINE: ..."
  std::string path{};                       // of the file that was read, empty where there was none
  std::vector<std::string> panel_faults{};  // those warnings that are of the panel's own settings
};

// All errors, not only the first: "FILE:LINE: what is wrong; what would be right". The warnings
// follow them, marked: "FILE:LINE: warning: ...".
using LoadResult = tl::expected<LoadedSettings, std::vector<std::string>>;

// SQLgrey's syntax (see config_lines()) and keys. The last of repeated keys counts. `file` is the
// name that messages show.
LoadResult read_settings(std::string_view text, const std::string& file);

// What the panel has written, and the file that it is in.
struct PanelText {
  std::string_view text;
  std::string file;
};

// The same, with the text of the panel's own settings behind it (panel_settings.h), which count
// before those of `text`. A line that is none of them, or is wrong, is left out with a warning,
// which names the panel's own file.
LoadResult read_settings(std::string_view text, const std::string& file, const PanelText& of_panel);

}  // namespace greycache
