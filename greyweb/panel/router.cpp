// The order matters: method and origin, then the session, then the token of the form, then the
// page.
#include "greyweb/panel/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "greyweb/account/bearer.h"
#include "greyweb/account/same_text.h"
#include "greyweb/http/json_failure.h"
#include "greyweb/panel/cookies.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/sign_in_page.h"
#include "greyweb/panel/static_files.h"
#include "greyweb/panel/visit.h"

namespace greycache::web {

namespace {

constexpr std::size_t kSmallBody = std::size_t{16} << 10U;
constexpr std::size_t kLargeBody = std::size_t{2} << 20U;
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

struct Route {
  Method method;
  std::string_view path;
  HttpResponse (*page)(const Visit& visit);
};
constexpr std::array kRoutes{
    Route{Method::get, "/", now_page},
    Route{Method::get, "/waiting", waiting_page},
    Route{Method::get, "/why", why_page},
    Route{Method::get, "/report", report_page},
    Route{Method::get, "/known", known_page},
    Route{Method::get, "/expected", expected_page},
    Route{Method::get, "/opt", opt_page},
    Route{Method::post, "/opt", change_opt},
    Route{Method::get, "/lists", lists_page},
    Route{Method::get, "/rules", rules_page},
    Route{Method::get, "/settings", settings_page},
    Route{Method::get, "/changes", changes_page},
    Route{Method::post, "/confirm", confirm_page},
    Route{Method::post, "/sign-out", sign_out},
};

struct NamedRoute {
  Method method;
  std::string_view before;
  HttpResponse (*page)(const Visit& visit, std::string_view name);
};
constexpr std::array kNamedRoutes{
    NamedRoute{Method::get, "/lists/", list_page},
    NamedRoute{Method::post, "/lists/", change_list},
    NamedRoute{Method::get, "/settings/", setting_page},
    NamedRoute{Method::post, "/settings/", change_setting},
};

HttpResponse refusal(unsigned status, std::string_view title, std::string_view sentence) {
  return outside_page("trouble", title, {{"sentence", sentence}, {"advice", ""}, {"back", "/"}},
                      status);
}

// A program is told in JSON, with the members that it knows.
HttpResponse refusal_of(const HttpRequest& request, unsigned status, std::string_view code,
                        std::string_view title, std::string_view sentence) {
  return request.path.starts_with("/api/") ? json_failure(status, code, sentence)
                                           : refusal(status, title, sentence);
}

Way way_of(const HttpRequest& request, bool known) {
  const bool signs_in = request.path == "/sign-in";
  const bool posts = request.method == Method::post;
  if (request.method == Method::other || request.path.starts_with("/static/")) return Way::at_once;
  if (signs_in) return posts ? Way::sign_in : Way::at_once;
  if (!known) return Way::at_once;
  return posts ? Way::change : Way::look;
}

// Browsers say where a form comes from; who says nothing is no browser of today, and the token of
// the form counts.
bool is_from_elsewhere(const HttpRequest& request) {
  const std::string& site = request.fetch_site;
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  if (request.origin.empty()) return false;
  const std::size_t slashes = request.origin.find("://");
  return slashes == std::string::npos || request.origin.substr(slashes + 3) != request.host;
}

// A session ends only by a file of accounts that was read: one that is being written, or is not
// there for a moment, signs nobody out.
tl::expected<Visit, NoAccount> visit_of(const Site& site, const HttpRequest& request,
                                        UnixTime now) {
  const auto nobody = [](NoAccount why) { return tl::make_unexpected(why); };
  const std::string id = read_cookie(request, Cookie::session);
  if (id.empty()) return nobody(NoAccount::none);
  auto session =
      site.sessions.find(id, now, request.by_itself ? Sessions::Seen::no : Sessions::Seen::yes);
  if (!session) return nobody(NoAccount::none);
  auto account = site.accounts.find(session->account);
  if (!account && account.error() == NoAccount::unread) return nobody(NoAccount::unread);
  if (!account || account->hash != session->hash) {
    site.sessions.end(id);
    return nobody(NoAccount::none);
  }
  return Visit{.site = site,
               .request = request,
               .form = {},
               .account = std::move(*account),
               .session = std::move(*session),
               .now = now};
}

HttpResponse without_visit(const HttpRequest& request, NoAccount why) {
  if (why == NoAccount::none) return to_sign_in(request);
  return refusal(503, "Not at the moment",
                 "The accounts cannot be read: the log of greyweb says why.");
}

HttpResponse routed(const Visit& visit) {
  const HttpRequest& request = visit.request;
  // A customer has no view of the whole host.
  if (request.path == "/" && !visit.may("now", false)) return see_other("/waiting");
  for (const Route& route : kRoutes) {
    if (route.method == request.method && route.path == request.path) return route.page(visit);
  }
  for (const NamedRoute& route : kNamedRoutes) {
    const std::string_view path = request.path;
    if (route.method != request.method || !path.starts_with(route.before)) continue;
    const std::string_view name = path.substr(route.before.size());
    if (!name.empty() && name.find('/') == std::string_view::npos) return route.page(visit, name);
  }
  return page(visit, "trouble", "Not found",
              {{"sentence", "There is no such page."}, {"advice", ""}, {"back", "/"}}, 404);
}

}  // namespace

HttpResponse Router::answer(const HttpRequest& request, UnixTime now) const {
  if (request.method == Method::other) {
    HttpResponse response =
        refusal_of(request, 405, "wrong", "Not possible", "Only GET and POST are understood here.");
    response.headers.emplace_back("Allow", "GET, HEAD, POST");
    return response;
  }
  if (request.path.starts_with("/api/")) return api_(request, now);
  if (request.path.starts_with("/static/")) return static_file(request.path);
  return answer_page(request, now);
}

HttpResponse Router::answer_page(const HttpRequest& request, UnixTime now) const {
  std::optional<Form> form = Form();
  if (request.method == Method::post) {
    if (is_from_elsewhere(request)) {
      return refusal(403, "Not allowed", "This form comes from another site.");
    }
    form = request.content_type.starts_with(kFormType) ? Form::parse(request.body) : std::nullopt;
    if (!form) return refusal(400, "Not understood", "This is no form of the panel.");
  }
  if (request.path == "/sign-in") {
    return request.method == Method::post ? sign_in(site_, request, *form, now)
                                          : sign_in_page(request);
  }
  auto visit = visit_of(site_, request, now);
  if (!visit) return without_visit(request, visit.error());
  if (request.method == Method::post && !same_text(visit->session.csrf, form->value("csrf"))) {
    return refusal(403, "Not allowed", "This form is none of your session: load its page again.");
  }
  visit->form = std::move(*form);
  return routed(*visit);
}

Admission Router::admission(const HttpRequest& request, UnixTime now) const {
  std::string caller;
  if (request.path.starts_with("/api/")) {
    const auto token = account_of_bearer(site_.tokens, request.authorization);
    if (token) caller = "token " + token->name;
  } else if (const auto visit = visit_of(site_, request, now)) {
    caller = "account " + visit->account.name;
  }
  const bool known = !caller.empty();
  return {.most_body = known ? kLargeBody : kSmallBody,
          .way = way_of(request, known),
          .caller = known ? std::move(caller) : request.address};
}

HttpResponse Router::busy(const HttpRequest& request) {
  const std::string_view sentence =
      request.method == Method::post
          ? "Too many ask at the moment, and this was not done; try again in a moment."
          : "Too many look at the moment; try again in a moment.";
  HttpResponse response = refusal_of(request, 503, "busy", "Too many at once", sentence);
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

HttpResponse Router::too_large(const HttpRequest& request, std::size_t most) {
  return refusal_of(
      request, 413, "wrong", "Too much at once",
      fmt::format("More was sent than is taken at once, which is {} kB: send it in parts.",
                  most / 1024));
}

}  // namespace greycache::web
