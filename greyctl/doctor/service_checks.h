// The services of master.cf: what starts policy-helper, and smtpd.
#pragma once

#include <optional>
#include <vector>

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"
#include "greyctl/doctor/path_rights.h"
#include "greyctl/postfix/policy_question.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

// What this host says of who opens the daemon's socket.
struct HelperFacts {
  std::optional<Account> account;  // of user= in master.cf; nothing where there is none
  bool executable = false;         // the program of argv=
  PathRights socket;
  std::optional<Account> smtpd;  // Postfix's own account; nothing where there is none
};

// `ours` are the places where Postfix asks us.
Findings service_findings(const PostfixState& state, const std::vector<PolicyQuestion>& ours,
                          const HelperFacts& host, const Settings& settings);

}  // namespace greycache
