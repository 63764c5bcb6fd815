// The setting panel_socket, written into the daemon's configuration.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// The text of greycache.conf with panel_socket set to `value`, empty for off: in place of the line
// that sets it, or of the sample's comment, otherwise at the end. Other lines stay as they are.
std::string with_panel_socket(std::string_view config, std::string_view value);

// Does so with the file. The error is a sentence.
tl::expected<void, std::string> set_panel_socket(const std::string& config, std::string_view value);

}  // namespace greycache
