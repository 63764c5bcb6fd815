// One request of somebody who is signed in.
#pragma once

#include <string_view>

#include "common/duration.h"
#include "greyweb/account/account.h"
#include "greyweb/account/sessions.h"
#include "greyweb/daemon/panel_client.h"
#include "greyweb/http/http_request.h"
#include "greyweb/panel/site.h"

namespace greycache::web {

struct Visit {
  const Site& site;
  const HttpRequest& request;
  Form form;  // of the body; its CSRF token was right
  Account account;
  Session session;
  UnixTime now = 0;

  // Asks the daemon in the account's name. What changes something is in the audit log then.
  PanelAnswer ask(std::string_view verb, Json arguments = Json::object()) const;
  PanelAnswer change(std::string_view verb, Json arguments) const;

  // Whether the daemon's table lets the account ask this; pages leave out what it may not.
  bool may(std::string_view verb, bool changes) const;
};

}  // namespace greycache::web
