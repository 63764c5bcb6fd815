// Whether a request is about mail of one of the site's own users.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/ip_address.h"
#include "common/policy_request.h"
#include "greycache/policy/rules.h"

namespace greycache {

// The client has logged in, or is in Rules::correspondent_networks; `client` is what its address
// is, if it is one. Such mail is not greylisted.
bool is_of_own_user(const Rules& rules, const PolicyRequest& request,
                    const std::optional<IpAddress>& client);

// Whether it tells to whom the user writes: a recipient's request with both addresses, so that a
// null sender, and what Postfix asks at DATA, teaches nothing.
bool tells_recipient(const PolicyRequest& request);

// Whose Rules::correspondent_limit counts for it: the login, or the sender where there is none, by
// plain_user(), so that no other spelling has a limit of its own.
std::string teacher_of(const PolicyRequest& request);

}  // namespace greycache
