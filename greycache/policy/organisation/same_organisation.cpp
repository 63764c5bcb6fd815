// Two registrable domains, compared.
#include "greycache/policy/organisation/same_organisation.h"

#include "common/text.h"
#include "greycache/policy/organisation/unit.h"

namespace greycache {

bool of_one_organisation(const OrganisationRules& rules, const std::optional<IpAddress>& address,
                         const PolicyRequest& request, std::string_view sender_domain) {
  const ClientSources client = client_sources(rules, address, request.client_address,
                                              request.client_name, ReasonWanted::any);
  return !client.organisation.empty() &&
         client.organisation ==
             sender_organisation_of(*rules.registrable_domain, lower_ascii(sender_domain));
}

}  // namespace greycache
