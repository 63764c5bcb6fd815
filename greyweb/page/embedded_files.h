// Files of the source tree that are part of the program: templates, the style sheet, the script.
#pragma once

#include <span>
#include <string_view>

namespace greycache::web {

struct EmbeddedFile {
  std::string_view name;  // "templates/now.html", "static/panel.css"
  std::string_view content;
};

// In the order of their names. The table is made by page/embed.py.
std::span<const EmbeddedFile> embedded_files();
// nullptr where there is none.
const EmbeddedFile* find_embedded(std::string_view name);

}  // namespace greycache::web
