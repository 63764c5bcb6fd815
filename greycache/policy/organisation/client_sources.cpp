// Smart's rule, the registrable domain and the address's spellings, put together.
#include "greycache/policy/organisation/client_sources.h"

#include "greycache/policy/organisation/address_in_name.h"
#include "greycache/policy/source.h"

namespace greycache {

namespace {

using Reason = OrganisationReason;

Reason reason_of_spelling(AddressSpelling spelling) {
  switch (spelling) {
    case AddressSpelling::decimal:
      return Reason::address_in_decimal;
    case AddressSpelling::hexadecimal:
      return Reason::address_in_hexadecimal;
    case AddressSpelling::none:
      break;
  }
  return Reason::verified_name;
}

Reason reason_of_sign(NameSign sign) {
  if (sign == NameSign::last_octet) return Reason::last_octet;
  return sign == NameSign::access_word ? Reason::access_word : Reason::verified_name;
}

// Of a client whose name may belong to an organisation.
Reason reason_of_name(NameSign sign, const IpAddress& address, std::string_view client_name) {
  if (sign == NameSign::mail_server) return Reason::verified_name;
  // The whole address is told rather than its last octet, and that rather than a word.
  const auto spelling = address_in_name(address, client_name);
  return spelling != AddressSpelling::none ? reason_of_spelling(spelling) : reason_of_sign(sign);
}

}  // namespace

std::string_view in_words(OrganisationReason reason) {
  switch (reason) {
    case Reason::verified_name:
      return "its verified name belongs to the organisation";
    case Reason::no_address:
      return "has no address";
    case Reason::no_verified_name:
      return "has no verified name";
    case Reason::no_organisation:
      return "has a name that belongs to no organisation: the name has no registrable domain";
    case Reason::last_octet:
      return "looks like a customer's machine: the last number of its address stands in the name";
    case Reason::access_word:
      return "looks like a customer's machine: its name has a word of dyn_fqdn.regexp";
    case Reason::address_in_decimal:
      return "looks like a customer's machine: its address stands in the name";
    case Reason::address_in_hexadecimal:
      return "looks like a customer's machine: its address stands in the name, in hexadecimal";
  }
  return "";
}

ClientSources client_sources(const OrganisationRules& rules,
                             const std::optional<IpAddress>& address,
                             std::string_view client_address, std::string_view client_name,
                             ReasonWanted wanted) {
  if (!address) {
    return {source_of({GreyMethod::smart, rules.ipv6_prefix, rules.patterns}, address,
                      client_address, client_name),
            "", Reason::no_address};
  }
  const auto known_by = [&](bool by_address) {
    return source_of_client(*address, client_address, by_address, rules.ipv6_prefix);
  };
  if (client_name == "unknown") return {known_by(true), "", Reason::no_verified_name};
  const NameSign sign = sign_of_name(rules.patterns, *address, client_name);
  std::string narrow = known_by(address->is_ipv4() && is_access_line(sign));
  const bool seen_at_once = wanted == ReasonWanted::any && is_access_line(sign);
  const Reason reason =
      seen_at_once ? reason_of_sign(sign) : reason_of_name(sign, *address, client_name);
  if (reason != Reason::verified_name) return {std::move(narrow), "", reason};
  std::string organisation = (*rules.registrable_domain)(client_name);
  const bool belongs = !organisation.empty();
  return {std::move(narrow), std::move(organisation),
          belongs ? Reason::verified_name : Reason::no_organisation, sign == NameSign::mail_server};
}

}  // namespace greycache
