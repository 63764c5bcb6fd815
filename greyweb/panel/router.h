// From a request to the page that answers it, past everything that keeps strangers out.
#pragma once

#include <functional>

#include "common/duration.h"
#include "greyweb/http/admission.h"
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

  // Little of a body from who is not signed in. Strangers, who see nothing of the daemon's, wait
  // for nobody, but for their passwords being looked at.
  Admission admission(const HttpRequest& request, UnixTime now) const;

  // 503: too many ask at the moment. Nothing was looked at or changed.
  static HttpResponse busy(const HttpRequest& request);

  // 413: the body has more bytes than `most`.
  static HttpResponse too_large(const HttpRequest& request, std::size_t most);

 private:
  HttpResponse answer_page(const HttpRequest& request, UnixTime now) const;

  const Site& site_;
  Api api_;
};

}  // namespace greycache::web
