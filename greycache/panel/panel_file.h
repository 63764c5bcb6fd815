// A file in the panel's own directory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// The panel writes none that are longer.
inline constexpr std::size_t kLongestPanelFile = std::size_t{16} << 20;

// The names of files there beside those of lists.
inline constexpr std::string_view kPanelSettings = "settings.conf";
inline constexpr std::string_view kPanelChanges = "changes.log";

// Empty where there is none. The error is a sentence: what cannot be read must not be taken for
// nothing, and be written anew. Blocks on the file system; any thread, as the others.
tl::expected<std::string, std::string> read_panel_file(const std::string& panel_dir,
                                                       std::string_view name);

// In place of the one that there is, the directory made where it is not there. Empty when done,
// else a sentence.
std::string write_panel_file(const std::string& panel_dir, std::string_view name,
                             std::string_view text);

}  // namespace greycache
