// `greyctl panel enable` and `disable`.
#pragma once

#include <string>

#include "greycache/config/config_file.h"
#include "greyctl/panel/panel_services.h"

namespace greycache {

// Where the panel asks the daemon, unless the configuration names another place.
inline constexpr const char* kPanelSocket = "/run/greycache-panel/panel.sock";

// What is switched, and how.
struct PanelHost {
  std::string config;     // the daemon's configuration file
  std::string socket;     // its panel_socket, empty for none
  std::string accounts;   // the file of who may sign in
  bool services = false;  // whether systemctl is ours to use: otherwise it says what is left to do
  Systemctl systemctl;
};

// Of this host.
PanelHost panel_host(const LoadedSettings& loaded, const std::string& accounts);

// panel_socket is set, somebody may sign in, the daemon is reloaded, the panel started. Again is no
// change. A status of sysexits(3).
int enable_panel(const PanelHost& host);

// The panel is stopped, panel_socket is taken away, the daemon is reloaded. Accounts stay.
int disable_panel(const PanelHost& host);

}  // namespace greycache
