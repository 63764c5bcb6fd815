// Style sheet, script and icon.
#pragma once

#include <string_view>

#include "greyweb/http/http_response.h"

namespace greycache::web {

// `path` begins with "/static/". 404 where there is no such file.
HttpResponse static_file(std::string_view path);

}  // namespace greycache::web
