// Whether a request is about mail of one of the site's own users.
#include "greycache/policy/own_user.h"

#include <algorithm>

#include "greycache/policy/correspondent.h"

namespace greycache {

bool is_of_own_user(const Rules& rules, const PolicyRequest& request,
                    const std::optional<IpAddress>& client) {
  if (!request.sasl_username.empty()) return true;
  return client && std::ranges::any_of(rules.correspondent_networks, [&](const Network& network) {
           return network.contains(*client);
         });
}

bool tells_recipient(const PolicyRequest& request) {
  const bool at_recipient = request.protocol_state.empty() || request.protocol_state == "RCPT";
  return request.request == "smtpd_access_policy" && at_recipient && !request.sender.empty() &&
         !request.recipient.empty();
}

std::string teacher_of(const PolicyRequest& request) {
  return plain_user(request.sasl_username.empty() ? request.sender : request.sasl_username);
}

}  // namespace greycache
