// What is asked is held against the table of verbs before the daemon sees it.
#include "greyweb/api/api.h"

#include <string>
#include <utility>

#include "greyweb/account/bearer.h"
#include "greyweb/api/arguments.h"
#include "greyweb/api/openapi.h"
#include "greyweb/daemon/verb.h"
#include "greyweb/http/json_failure.h"
#include "greyweb/panel/opt_batches.h"

namespace greycache::web {

namespace {

constexpr UnixTime kTellAgain = 60;
constexpr std::string_view kJsonType = "application/json";

HttpResponse json_response(unsigned status, const Json& body) {
  return {.status = status,
          .content_type = "application/json",
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n",
          .headers = {}};
}

HttpResponse told(const PanelAnswer& answer) {
  if (answer) return json_response(200, *answer);
  return json_failure(status_of(answer.error()), answer.error().code, answer.error().sentence);
}

HttpResponse changed_rows(const Site& site, const Account& account, const Json& arguments) {
  const auto ask = [&](Json some) {
    return site.daemon.ask(account, "opt", std::move(some), PanelClient::Asks::change);
  };
  const auto outcome = change_opt_rows(ask, text_member(arguments, "choice"),
                                       text_member(arguments, "action"), member(arguments, "rows"));
  if (!outcome) return told(tl::make_unexpected(outcome.error()));
  Json body = {{"ok", !outcome->stopped},
               {"changed", outcome->changed},
               {"unchanged", outcome->unchanged},
               {"faults", outcome->faults},
               {"note", outcome->note.empty() ? Json() : Json(outcome->note)}};
  if (!outcome->stopped) return json_response(200, body);
  body["code"] = outcome->stopped->code;
  body["error"] = outcome->stopped->sentence;
  return json_response(status_of(*outcome->stopped), body);
}

std::string shown_arguments(const Json& arguments) {
  return arguments.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 500);
}

tl::expected<Json, std::string> read_arguments(const HttpRequest& request, const Verb& verb) {
  if (request.method == Method::get) return arguments_of_query(verb, request.query);
  if (!request.content_type.starts_with(kJsonType)) {
    return tl::make_unexpected("the body is no application/json");
  }
  return arguments_of_body(verb, request.body);
}

}  // namespace

HttpResponse Api::answer(const HttpRequest& request, UnixTime now) {
  if (request.method == Method::get && request.path == "/api/v1/openapi.json") {
    return json_response(200, openapi_document());
  }
  const auto account = account_of_bearer(site_.tokens, request.authorization);
  if (account) return ask(request, *account, now);
  if (account.error() == NoAccount::unread) {
    return json_failure(503, "unavailable",
                        "The tokens cannot be read: the log of greyweb says why.");
  }
  tell_wrong_token(request, now);
  HttpResponse response = json_failure(401, "forbidden", "No token, or a wrong one.");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

HttpResponse Api::ask(const HttpRequest& request, const Account& account, UnixTime now) const {
  if (!request.path.starts_with(kApiPath))
    return json_failure(404, "wrong", "There is no such path.");
  const std::string name = request.path.substr(kApiPath.size());
  const bool post = request.method == Method::post;
  const Verb* verb = find_verb(name, post);
  if (verb == nullptr) {
    const bool other = find_verb(name, !post) != nullptr;
    return json_failure(
        other ? 405 : 404, "wrong",
        other ? "This is asked by the other of GET and POST." : "There is no such path.");
  }
  const auto arguments = read_arguments(request, *verb);
  if (!arguments) return json_failure(400, "wrong", arguments.error());
  const bool rows = post && name == "opt";
  const auto asks = post ? PanelClient::Asks::change : PanelClient::Asks::look;
  HttpResponse response = rows ? changed_rows(site_, account, *arguments)
                               : told(site_.daemon.ask(account, name, *arguments, asks));
  if (verb->least > Role::viewer) {
    site_.audit.add({.at = now,
                     .event = "api",
                     .account = account.name,
                     .address = request.address,
                     .outcome = response.status == 200 ? "ok" : "refused",
                     .what = name + " " + shown_arguments(*arguments)});
  }
  return response;
}

// Once a minute: a flood writes no log full.
void Api::tell_wrong_token(const HttpRequest& request, UnixTime now) {
  const UnixTime told = told_.exchange(now);
  if (now >= told && now - told < kTellAgain) {
    told_ = told;
    return;
  }
  site_.audit.add({.at = now,
                   .event = "api",
                   .account = {},
                   .address = request.address,
                   .outcome = "wrong token",
                   .what = {}});
}

}  // namespace greycache::web
