// What would change, line by line, as a page shows it.
#pragma once

#include <string_view>

#include "greyweb/daemon/json.h"

namespace greycache::web {

// Of lines that begin with '+', '-' or ' ': [{line, class}], class "added", "removed" or "".
Json difference_view(std::string_view text);

// What a reload said, line by line, for the faults of done.html.
Json news_view(std::string_view text);

// A text of a form without CR, which browsers put before each LF, and with an LF at its end.
std::string form_text(std::string_view text);

}  // namespace greycache::web
