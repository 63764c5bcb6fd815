// What is answered.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace greycache::web {

// The server adds what stands in every answer: HttpServer.
struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  // Of our own making: no text from outside goes into a header.
  std::vector<std::pair<std::string, std::string>> headers;
};

// 303: the browser asks for `place`, a path of ours, by GET.
inline HttpResponse see_other(std::string place) {
  HttpResponse response{.status = 303, .body = {}, .headers = {}};
  response.headers.emplace_back("Location", std::move(place));
  return response;
}

}  // namespace greycache::web
