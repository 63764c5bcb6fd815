// What all pages share.
#pragma once

#include "greyweb/account/account_book.h"
#include "greyweb/account/audit_log.h"
#include "greyweb/account/sessions.h"
#include "greyweb/account/sign_in.h"
#include "greyweb/daemon/panel_client.h"

namespace greycache::web {

// Each member may be used by any thread.
struct Site {
  const PanelClient& daemon;
  AccountBook& accounts;
  AccountBook& tokens;
  Sessions& sessions;
  SignIn& sign_in;
  AuditLog& audit;
};

}  // namespace greycache::web
