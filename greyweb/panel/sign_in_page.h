// Signing in and out.
#pragma once

#include "common/duration.h"
#include "greyweb/http/http_request.h"
#include "greyweb/http/http_response.h"
#include "greyweb/panel/site.h"
#include "greyweb/panel/visit.h"

namespace greycache::web {

// The form, with a token that is in a cookie, too, so that no other site can post it.
HttpResponse sign_in_page(const HttpRequest& request);

// To the form, for who has no session. Whoever wanted something done is told that it was not.
HttpResponse to_sign_in(const HttpRequest& request);

// A new session where name and password are right, otherwise the form again with a sentence.
HttpResponse sign_in(const Site& site, const HttpRequest& request, const Form& form, UnixTime now);

HttpResponse sign_out(const Visit& visit);

}  // namespace greycache::web
