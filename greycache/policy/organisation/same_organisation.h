// Whether a client and a sender belong to one organisation.
#pragma once

#include <optional>
#include <string_view>

#include "common/ip_address.h"
#include "common/policy_request.h"
#include "greycache/policy/organisation/client_sources.h"

namespace greycache {

// False where the client has no organisation (see client_sources()): without a verified name, or
// where it looks like a customer's machine, it is nobody's. `address` is what client_address says;
// `sender_domain` in any case.
bool of_one_organisation(const OrganisationRules& rules, const std::optional<IpAddress>& address,
                         const PolicyRequest& request, std::string_view sender_domain);

}  // namespace greycache
