// `greyctl panel`: whether there is a panel, and who may use it.
#pragma once

#include "greycache/config/config_file.h"
#include "greyctl/panel/panel_options.h"

namespace greycache {

// Changes files of /etc/greycache, or of the conf_dir of the settings, so it needs their owner's
// rights. Returns a status of sysexits(3); what is wrong is told on standard error.
int panel(const LoadedSettings& loaded, const PanelOptions& options);

}  // namespace greycache
