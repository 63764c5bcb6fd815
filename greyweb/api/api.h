// /api/v1: the questions of the panel for programs, in JSON.
#pragma once

#include <atomic>

#include "common/duration.h"
#include "greyweb/http/http_request.h"
#include "greyweb/http/http_response.h"
#include "greyweb/panel/site.h"

namespace greycache::web {

inline constexpr std::string_view kApiPath = "/api/v1/";

// A token is a program's password (account/bearer.h); cookies count for nothing here, so no other
// site's form can use them. Any thread.
class Api {
 public:
  explicit Api(const Site& site) : site_(site) {}

  // GET /api/v1/openapi.json is for everybody. An error is {"ok": false, "code", "error"} with a
  // status that fits.
  HttpResponse answer(const HttpRequest& request, UnixTime now);

 private:
  HttpResponse ask(const HttpRequest& request, const Account& account, UnixTime now) const;
  void tell_wrong_token(const HttpRequest& request, UnixTime now);

  const Site& site_;
  std::atomic<UnixTime> told_ = 0;
};

}  // namespace greycache::web
