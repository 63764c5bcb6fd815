// How Postfix is to reach the daemon on this host, by the daemon's settings.
#pragma once

#include <string>

#include "greycache/config/settings.h"
#include "greyctl/postfix/postfix_service.h"

namespace greycache {

// `helper` is the path of policy-helper; empty: where it is installed. The account is that which
// the daemon's socket belongs to.
PostfixService service_here(const Settings& settings, const std::string& helper);

}  // namespace greycache
