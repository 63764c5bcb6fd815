// Nobody learns whether it was the name or the password.
#include "greyweb/panel/sign_in_page.h"

#include <string>

#include "greyweb/account/random_text.h"
#include "greyweb/account/same_text.h"
#include "greyweb/panel/cookies.h"
#include "greyweb/panel/page_view.h"

namespace greycache::web {

namespace {

constexpr std::string_view kEnded =
    "Your session has ended, and nothing was done. Sign in and do it again.";

HttpResponse form_page(const HttpRequest& request, std::string_view fault, unsigned status) {
  const std::string token = random_text();
  HttpResponse response =
      outside_page("sign_in", "Sign in", {{"csrf", token}, {"fault", fault}}, status);
  response.headers.push_back(set_cookie(request, Cookie::sign_in_form, token));
  return response;
}

HttpResponse refused(const HttpRequest& request, SignInRefusal refusal) {
  if (refusal == SignInRefusal::wrong) {
    return form_page(request, "The name or the password is wrong.", 403);
  }
  if (refusal == SignInRefusal::too_many) {
    return form_page(request, "That failed too often. Try again in a quarter of an hour.", 429);
  }
  if (refusal == SignInRefusal::unread) {
    return form_page(request, "The accounts cannot be read: the log of greyweb says why.", 503);
  }
  return form_page(request, "Too many sign in at this moment. Try again.", 503);
}

}  // namespace

HttpResponse sign_in_page(const HttpRequest& request) {
  return form_page(request, request.query.has("ended") ? kEnded : "", 200);
}

HttpResponse to_sign_in(const HttpRequest& request) {
  const bool undone = request.method == Method::post && request.path != "/sign-out";
  return see_other(undone ? "/sign-in?ended=1" : "/sign-in");
}

HttpResponse sign_in(const Site& site, const HttpRequest& request, const Form& form, UnixTime now) {
  const std::string token = read_cookie(request, Cookie::sign_in_form);
  if (token.empty() || !same_text(token, form.value("csrf"))) {
    return form_page(request, "This page was too old. Try again; cookies must be allowed.", 403);
  }
  const auto account =
      site.sign_in.sign_in(form.value("name"), form.value("password"), request.address, now);
  if (!account) return refused(request, account.error());
  const Session session = site.sessions.begin(account->name, account->hash, now);
  HttpResponse response = see_other("/");
  response.headers.push_back(set_cookie(request, Cookie::session, session.id));
  response.headers.push_back(set_cookie(request, Cookie::sign_in_form, ""));
  return response;
}

HttpResponse sign_out(const Visit& visit) {
  visit.site.sessions.end(visit.session.id);
  visit.site.audit.add({.at = visit.now,
                        .event = "sign-out",
                        .account = visit.account.name,
                        .address = visit.request.address,
                        .outcome = "ok",
                        .what = {}});
  HttpResponse response = see_other("/sign-in");
  response.headers.push_back(set_cookie(visit.request, Cookie::session, ""));
  return response;
}

}  // namespace greycache::web
