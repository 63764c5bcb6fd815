// A page with its frame: menu, account, title.
#pragma once

#include <string>
#include <string_view>

#include "greyweb/http/http_response.h"
#include "greyweb/panel/visit.h"

namespace greycache::web {

// The template `name` filled with `view` and what the frame needs.
HttpResponse page(const Visit& visit, std::string_view name, std::string_view title, Json view,
                  unsigned status = 200);

// What the daemon said instead of an answer, with a status of HTTP that fits.
HttpResponse trouble_page(const Visit& visit, const PanelError& error);

// A page of the frame without menu, for who is not signed in.
HttpResponse outside_page(std::string_view name, std::string_view title, Json view,
                          unsigned status = 200);

}  // namespace greycache::web
