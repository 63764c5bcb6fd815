// A name that begins with __Host- is taken by browsers over TLS and for "/" only.
#include "greyweb/panel/cookies.h"

namespace greycache::web {

namespace {

std::string name_of(const HttpRequest& request, Cookie cookie) {
  const char* const prefix = request.secure ? "__Host-" : "";
  return std::string(prefix) + (cookie == Cookie::session ? "greyweb" : "greyweb-form");
}

}  // namespace

std::pair<std::string, std::string> set_cookie(const HttpRequest& request, Cookie cookie,
                                               std::string_view value) {
  std::string text = name_of(request, cookie) + "=" + std::string(value);
  text += "; Path=/; HttpOnly; SameSite=Strict";
  if (request.secure) text += "; Secure";
  if (value.empty()) text += "; Max-Age=0";
  return {"Set-Cookie", std::move(text)};
}

std::string read_cookie(const HttpRequest& request, Cookie cookie) {
  return cookie_value(request.cookies, name_of(request, cookie));
}

}  // namespace greycache::web
