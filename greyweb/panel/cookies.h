// The two cookies of the panel: a session, and the form of the sign-in page.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "greyweb/http/http_request.h"

namespace greycache::web {

enum class Cookie : bool { session, sign_in_form };

// For this host alone, not for scripts, not sent by other sites' links; over TLS only where there
// is some. `value` is of our own making: digits and letters. An empty one takes the cookie back.
std::pair<std::string, std::string> set_cookie(const HttpRequest& request, Cookie cookie,
                                               std::string_view value);

// Empty where there is none.
std::string read_cookie(const HttpRequest& request, Cookie cookie);

}  // namespace greycache::web
