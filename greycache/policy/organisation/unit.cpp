// The key of a unit, and its parts.
#include "greycache/policy/organisation/unit.h"

#include "greycache/policy/keys.h"

namespace greycache {

std::string sender_organisation_of(const RegistrableDomain& registrable_domain,
                                   std::string_view sender_domain) {
  std::string organisation = registrable_domain(sender_domain);
  return organisation.empty() ? std::string(sender_domain) : organisation;
}

std::string unit_source(std::string_view organisation, std::string_view sender_organisation) {
  return key_part(organisation, kOrganisationLimit) + '@' +
         key_part(sender_organisation, kOrganisationLimit);
}

std::optional<Unit> unit_of(std::string_view src) {
  const std::size_t at = src.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == src.size()) return std::nullopt;
  return Unit{std::string(src.substr(0, at)), std::string(src.substr(at + 1))};
}

}  // namespace greycache
