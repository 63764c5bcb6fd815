// The key of a unit, and its parts.
#include "greycache/policy/organisation/unit.h"

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

std::string sender_domain_of(const Keys& keys) {
  const std::string& part = keys.sender_domain;
  // As nearly all are.
  return part.find('%') == std::string::npos ? part : name_of_part(part);
}

void make_unit_keys(const Keys& narrow, std::string_view organisation,
                    std::string_view sender_organisation, Keys& unit) {
  unit.sender_domain.assign(sender_organisation);
  make_key_part(unit.sender_domain, kOrganisationLimit);
  unit.src.assign(organisation);
  make_key_part(unit.src, kOrganisationLimit);
  (unit.src += '@') += unit.sender_domain;
  unit.sender_name = narrow.sender_name;
  unit.awl_name = narrow.awl_name;
  unit.rcpt = narrow.rcpt;
}

std::optional<Unit> unit_of(std::string_view src) {
  const std::size_t at = src.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == src.size()) return std::nullopt;
  return Unit{std::string(src.substr(0, at)), std::string(src.substr(at + 1))};
}

}  // namespace greycache
