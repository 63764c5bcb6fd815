// From a request to the page that answers it, past everything that keeps strangers out.
#pragma once

#include <cstddef>
#include <functional>

#include "common/duration.h"
#include "greyweb/http/http_request.h"
#include "greyweb/http/http_response.h"
#include "greyweb/panel/site.h"

namespace greycache::web {

// Any thread, as long as `site` lives.
class Router {
 public:
  // Answers what is below "/api/".
  using Api = std::function<HttpResponse(const HttpRequest&, UnixTime now)>;

  Router(const Site& site, Api api) : site_(site), api_(std::move(api)) {}

  HttpResponse answer(const HttpRequest& request, UnixTime now) const;

  // Bytes that the body of this request may have: little from who is not signed in.
  std::size_t body_limit(const HttpRequest& request, UnixTime now) const;

 private:
  HttpResponse answer_page(const HttpRequest& request, UnixTime now) const;

  const Site& site_;
  Api api_;
};

}  // namespace greycache::web
