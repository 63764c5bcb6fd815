// The menu has what the account may see.
#include "greyweb/panel/page_view.h"

#include <utility>

#include "greyweb/page/renderer.h"
#include "greyweb/page/words.h"
#include "greyweb/panel/rooms.h"

namespace greycache::web {

namespace {

// "/lists/NAME" is in the room "/lists"; "/" has nothing below it.
bool is_in(std::string_view path, std::string_view room) {
  return path == room || (room != "/" && path.starts_with(std::string(room) + "/"));
}

bool may_see(const Visit& visit, const Room& room) {
  return visit.may(room.verb, false) || visit.may(room.verb, true);
}

Json menu(const Visit& visit) {
  Json groups = Json::array();
  for (const Room& room : rooms()) {
    if (room.begins_group) groups.push_back({{"links", Json::array()}});
    if (!may_see(visit, room)) continue;
    groups.back()["links"].push_back({{"href", room.path},
                                      {"text", room.title},
                                      {"current", is_in(visit.request.path, room.path)}});
  }
  return groups;
}

// Who has a domain of it has no account on the host.
std::string advice_for(const Visit& visit, const PanelError& error) {
  if (error.code == "conflict") return "Somebody else has changed it meanwhile: look again.";
  if (error.code == "unavailable" || error.code == "busy") {
    if (!visit.account.domain.empty()) return "Try again in a moment.";
    return "Try again in a moment. Whether greycache runs, and what it says, tells: systemctl "
           "status greycache; whether its panel_socket is on: greyctl config panel_socket.";
  }
  return {};
}

}  // namespace

HttpResponse page(const Visit& visit, std::string_view name, std::string_view title, Json view,
                  unsigned status) {
  view["title"] = title;
  view["csrf"] = visit.session.csrf;
  view["nav"] = menu(visit);
  view["zone"] = zone_words(visit.now);
  view["account"] = {{"name", visit.account.name},
                     {"role", role_name(visit.account.role)},
                     {"domain", visit.account.domain}};
  if (!view.contains("back")) view["back"] = "/";
  return {.status = status, .body = rendered(name, view), .headers = {}};
}

HttpResponse trouble_page(const Visit& visit, const PanelError& error) {
  return page(visit, "trouble", error.code == "forbidden" ? "Not allowed" : "That did not work",
              {{"sentence", shown_sentence(error.sentence, "The daemon did not say why.")},
               {"advice", advice_for(visit, error)},
               {"back", visit.request.path}},
              status_of(error));
}

HttpResponse outside_page(std::string_view name, std::string_view title, Json view,
                          unsigned status) {
  view["title"] = title;
  view["account"] = nullptr;
  if (!view.contains("back")) view["back"] = "/sign-in";
  return {.status = status, .body = rendered(name, view), .headers = {}};
}

}  // namespace greycache::web
