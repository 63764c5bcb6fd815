// What a browser or a program asks, as the rooms above see it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "greyweb/http/form.h"

namespace greycache::web {

enum class Method : std::uint8_t { get, post, other };

// All texts are untrusted; those that are not there are empty.
struct HttpRequest {
  Method method = Method::get;  // HEAD counts as GET
  std::string path;             // "/", "/lists/NAME": nothing encoded, no "." or ".." part
  Form query;
  std::string body;
  std::string content_type;
  std::string host;           // with its port
  std::string origin;         // "https://mail.example"
  std::string fetch_site;     // "same-origin", "none", ...
  std::string authorization;  // "Bearer ..."
  std::string cookies;        // "a=b; c=d"
  std::string address;        // the client's, or the one that the proxy before us names
  bool by_itself = false;     // a page asks for a newer copy of itself: nobody need be there
  bool secure = false;        // a proxy says that TLS is before it
};

// The value of a cookie; empty where it is not there, or stands there twice with other values.
std::string cookie_value(std::string_view cookies, std::string_view name);

// The part of `text` before '?' where that is a path as HttpRequest has it; empty where it is none.
std::string_view plain_path(std::string_view text);

}  // namespace greycache::web
