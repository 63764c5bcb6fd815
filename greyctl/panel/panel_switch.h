// Turning the panel on and off in the daemon's configuration.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// Where the panel asks the daemon once it is on.
inline constexpr std::string_view kPanelSocket = "/run/greycache-panel/panel.sock";

// The text of greycache.conf with panel_socket set to `value`, empty for off: in place of the line
// that sets it, or of the sample's comment, otherwise at the end. Other lines stay as they are.
std::string with_panel_socket(std::string_view config, std::string_view value);

// Does so with the file, and says what is to be done then. A status of sysexits(3).
int switch_panel(const std::string& config, bool on);

}  // namespace greycache
