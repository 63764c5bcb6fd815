// By which sources a client is known under greymethod organisation, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/ip_address.h"
#include "greycache/policy/lists/smart_patterns.h"
#include "greycache/policy/organisation/registrable_domain.h"

namespace greycache {

// Why a client has an organisation, or has none.
enum class OrganisationReason : std::uint8_t {
  verified_name,           // has one
  no_address,              // what stands for its address is none
  no_verified_name,        // Postfix says "unknown"
  no_organisation,         // its name looks like no customer's, and has no registrable domain
  last_octet,              // smart's rule: a number of the name is its address's last
  access_word,             // dyn_fqdn.regexp
  address_in_decimal,      // address_in_name()
  address_in_hexadecimal,  // the same
};

// For an operator, as a sentence without its subject and full stop: "looks like a customer's
// machine: its address stands in the name".
std::string_view in_words(OrganisationReason reason);

struct ClientSources {
  std::string narrow;        // greymethod smart's source: a key part
  std::string organisation;  // see RegistrableDomain; empty where the client has none
  OrganisationReason reason = OrganisationReason::no_address;
  bool mail_server = false;  // smtp_server.regexp takes its name for a mail server's
};

// best: the one that tells an operator most. any: the first that is found; the sources are the
// same, and of a client without an organisation they cost less.
enum class ReasonWanted : std::uint8_t { best, any };

// What sources are told by. Both must live as long as this; patterns that are nullptr match
// nothing.
struct OrganisationRules {
  int ipv6_prefix = 64;
  const SmartPatterns* patterns = nullptr;
  const RegistrableDomain* registrable_domain = nullptr;
};

// Of Postfix's client_address (`address` is what IpAddress::parse() says of it) and client_name,
// which Postfix verified or calls "unknown". A client that looks like a customer's machine has no
// organisation, whatever its name's domain; a name that smtp_server.regexp takes for a mail
// server's outweighs all that looks like a customer's, as with smart.
ClientSources client_sources(const OrganisationRules& rules,
                             const std::optional<IpAddress>& address,
                             std::string_view client_address, std::string_view client_name,
                             ReasonWanted wanted = ReasonWanted::best);

}  // namespace greycache
