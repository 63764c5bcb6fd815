// By what it is asked whether a recipient wrote to a sender.
#include "tests/simulation/correspondence.h"

#include "greycache/policy/correspondent.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/publicsuffix/suffix_list.h"

namespace greycache::simulation {

std::optional<Keys> correspondence_keys(Correspondents correspondents, const std::string& user,
                                        const std::string& remote) {
  static const SuffixList list = SuffixList::built_in();
  static const RegistrableDomain domain = [](std::string_view text) {
    return list.registrable_domain(text);
  };
  if (correspondents == Correspondents::off) return std::nullopt;
  if (correspondents == Correspondents::address) return correspondent_keys(user, remote);
  return correspondent_keys_of_site(sender_organisation_of(domain, domain_of_address(user)),
                                    sender_organisation_of(domain, domain_of_address(remote)));
}

}  // namespace greycache::simulation
