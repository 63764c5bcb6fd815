// What Postfix is told: the access(5) action for an outcome.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/duration.h"
#include "common/policy_request.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/rules.h"

namespace greycache {

struct ReplyContext {
  std::optional<int> rule;          // of discrimination
  UnixTime delay = 0;               // of a reconnect
  bool header = false;              // mail that passes gets one, where it can say why
  std::string_view reference = {};  // of a mail that is deferred (see reference.h); may be empty
};

// Whether mail of this outcome has a reference: it waits, has waited, or was let through by name.
bool has_reference(Outcome outcome);
// outcome_name() of each of these, of what waits first: what a history holds.
std::vector<std::string_view> referred_outcomes();

// Whether a header can say why mail of this outcome passes.
bool says_why(Outcome outcome);

// The action without "action=", with SQLgrey's words: a deferral, with its reference where the
// rules want it, "PREPEND X-Greylist: ...", or "dunno" where nothing is prepended. It may quote the
// request, so it must go out by action_reply().
std::string action_for(const Rules& rules, Outcome outcome, const PolicyRequest& request,
                       const ReplyContext& context);

}  // namespace greycache
