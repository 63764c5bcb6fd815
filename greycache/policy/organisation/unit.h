// The unit that an organisation's entries stand under: (organisation, sender's organisation).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/registrable_domain.h"

namespace greycache {

// Both as key parts, see Keys. An organisation holds no '@'.
struct Unit {
  std::string organisation;
  std::string sender_organisation;
};

// Bytes before encoding, of each of the two: a name of the store (kLongestName) holds both, and so
// does a row of PostgreSQL's indexes (2,704 bytes) beside the other names.
inline constexpr std::size_t kOrganisationLimit = 64;

// What stands in place of a sender's domain in an organisation's entries: its registrable domain,
// or the domain itself where it has none ("-undef-", a public suffix). `sender_domain` is in lower
// case and neither cut nor encoded, as in Sender; so is what comes out.
std::string sender_organisation_of(const RegistrableDomain& registrable_domain,
                                   std::string_view sender_domain);

// The unit's source: "outlook.com@shop.example". Both names as RegistrableDomain and
// sender_organisation_of() give them.
std::string unit_source(std::string_view organisation, std::string_view sender_organisation);

// The name that sender_organisation_of() is to be given, of a request's keys.
std::string sender_domain_of(const Keys& keys);

// The keys of a request under its unit, from those of its narrow source: the names are the same but
// for the sender's domain, in whose place the sender's organisation stands. `unit` is written over.
void make_unit_keys(const Keys& narrow, std::string_view organisation,
                    std::string_view sender_organisation, Keys& unit);

// The unit that a source names, or nothing where it is a narrow one: an address or a network.
std::optional<Unit> unit_of(std::string_view src);

}  // namespace greycache
