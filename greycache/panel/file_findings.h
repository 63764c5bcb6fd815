// What is wrong in the files that a reload reads.
#pragma once

#include <string>
#include <vector>

#include "greycache/panel/panel_finding.h"

namespace greycache {

// By file and line: of the settings, as they are read with the file of `config_path` (see
// load_configuration()), of the lists of its conf_dir, and of the panel's. Blocks on the file
// system; any thread.
std::vector<PanelFinding> findings_in_files(const std::string& config_path,
                                            const std::string& panel_dir);

}  // namespace greycache
