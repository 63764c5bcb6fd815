// Whether Postfix asks us, and where in its restrictions.
#pragma once

#include <vector>

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"
#include "greyctl/postfix/policy_question.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

// `ours` are the places where it asks us. Why each place is right or wrong: master.cf.example.
Findings place_findings(const PostfixState& state, const std::vector<PolicyQuestion>& ours,
                        const Settings& settings);

}  // namespace greycache
