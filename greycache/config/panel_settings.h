// The settings that the panel has written: a file of its own beside the administrator's.
#pragma once

#include <string>
#include <string_view>

#include "greycache/config/settings_table.h"

namespace greycache {

// The panel's own directory, and its settings there.
std::string panel_directory(const std::string& state_dir);
std::string panel_settings_file(const std::string& state_dir);

// What such a file may be long.
inline constexpr std::size_t kLongestPanelSettings = std::size_t{64} << 10;

// Whether the panel may write a setting: not where something lies or listens, whom it connects to,
// which program it runs, how much is logged, nor what the panel itself may. So who holds the panel
// gets no file and no program by it, and cannot hide.
bool may_panel_write(const Setting& setting);

// What keeps a value out of a file of settings beside what set_from_text() says: a '#', which
// begins a comment, a line's end, a control character. Empty where nothing does.
std::string fault_of_line(std::string_view value);

}  // namespace greycache
