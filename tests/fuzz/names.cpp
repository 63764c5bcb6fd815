// Names in organisations: a line with a client's address, one with its name, one with a sender's
// domain.
#include <string>

#include "common/text.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/address_in_name.h"
#include "greycache/policy/organisation/client_sources.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/sound_fact.h"
#include "greycache/policy/source.h"
#include "greycache/publicsuffix/suffix_list.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

std::string domain_of(std::string_view name) {
  static const SuffixList kList = SuffixList::built_in();
  return kList.registrable_domain(name);
}

void check_domain(std::string_view name) {
  const std::string domain = domain_of(name);
  if (domain.empty()) return;
  check(domain.find_first_of("@ %{}\n") == domain.npos, "a domain has no signs of keys");
  check(domain.find('.') != domain.npos && !domain.ends_with('.'), "a domain has two labels");
  check(domain_of(domain) == domain, "a domain is its own");
  const bool has_room = domain.size() + 2 <= SuffixList::kLongestName;
  check(!has_room || domain_of("a." + domain) == domain, "a host within a domain belongs to it");
  check(domain_of(lower_ascii(name)) == domain, "case does not matter");
}

// Whatever stands around an address, it is found.
void check_address(const IpAddress& address, std::string_view name) {
  const bool found = address_in_name(address, name) != AddressSpelling::none;
  if (!address.is_ipv4() || name.size() > 200) return;
  const std::string with_it = "ip-" + address.text() + '.' + std::string(name);
  check(address_in_name(address, with_it) == AddressSpelling::decimal, "an address is found");
  check(!found || address_in_name(address, std::string(name) + "!example") != AddressSpelling::none,
        "what stands behind takes nothing away");
}

void check_sources(std::string_view client_address, std::string_view client_name) {
  const RegistrableDomain domain = domain_of;
  const auto address = IpAddress::parse(client_address);
  const ClientSources sources =
      client_sources({64, nullptr, &domain}, address, client_address, client_name);
  check(sources.narrow == source_of({GreyMethod::smart, 64, nullptr}, client_address, client_name),
        "the narrow source is smart's");
  const bool has_one = sources.reason == OrganisationReason::verified_name;
  check(has_one != sources.organisation.empty(), "the reason fits");
  check(!has_one || (address && client_name != "unknown"), "only a verified name has one");
  const ClientSources quick = client_sources({64, nullptr, &domain}, address, client_address,
                                             client_name, ReasonWanted::any);
  check(quick.narrow == sources.narrow && quick.organisation == sources.organisation,
        "the reason changes no source");
  if (address) check_address(*address, client_name);
}

void check_unit(std::string_view organisation, std::string_view sender_domain) {
  const std::string sender = sender_organisation_of(domain_of, sender_domain);
  const std::string src = unit_source(organisation, sender);
  check(is_sound_name(src), "a unit can be stored");
  const auto unit = unit_of(src);
  check(unit && unit->organisation == key_part(organisation, kOrganisationLimit) &&
            unit->sender_organisation == key_part(sender, kOrganisationLimit),
        "a unit reads back as its parts");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  Input input(data, size);
  const std::string_view client_address = input.line();
  const std::string_view client_name = input.line();
  const std::string_view sender_domain = input.line();
  check_domain(client_name);
  check_domain(sender_domain);
  check_sources(client_address, client_name);
  const std::string organisation = domain_of(client_name);
  if (!organisation.empty()) check_unit(organisation, sender_domain);
  return 0;
}
