// Files of the source tree that are part of the program: templates, the style sheet, the script.
#pragma once

#include <string_view>

namespace greycache::web {

struct EmbeddedFile {
  std::string_view name;  // "templates/now.html", "static/panel.css"
  std::string_view content;
};

// nullptr where there is none. The table is made by page/embed.py.
const EmbeddedFile* find_embedded(std::string_view name);

}  // namespace greycache::web
