// Other greylisters in front of us or behind: mail waits twice.
#pragma once

#include <string>
#include <vector>

#include "greyctl/doctor/findings.h"
#include "greyctl/postfix/postfix_service.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

// What rspamd's own configuration says of its module.
struct RspamdFacts {
  bool installed = false;             // /etc/rspamd is there
  std::vector<std::string> greylist;  // local.d/greylist.conf and override.d/greylist.conf
};

Findings greylister_findings(const PostfixState& state, const PostfixService& service,
                             const RspamdFacts& rspamd);

}  // namespace greycache
