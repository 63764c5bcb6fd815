// smtpd_policy_service_*: how long Postfix waits for us, and what counts where it gets no answer.
#pragma once

#include <vector>

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"
#include "greyctl/postfix/policy_question.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

// `ours` are the places where it asks us. What is right: docs/operations.md, "Postfix's
// parameters".
Findings policy_parameter_findings(const PostfixState& state,
                                   const std::vector<PolicyQuestion>& ours,
                                   const Settings& settings);

}  // namespace greycache
