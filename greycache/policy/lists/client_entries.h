// The entries of SQLgrey's client whitelists, read from the text of a list.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/ip_address.h"
#include "greycache/policy/lists/list_pattern.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

// What one list says. Patterns are shared, since whitelists are rebuilt from lists that stay.
struct ClientEntries {
  std::vector<Network> networks;
  std::vector<std::string> names;    // the client_name itself
  std::vector<std::string> domains;  // "dom.com" of "*.dom.com"
  std::vector<std::shared_ptr<const ListPattern>> patterns;
};

// A clients_ip_whitelist: single addresses, three octets ("192.0.2", a /24), "10.4/16", IPv6. All
// blanks are dropped, as SQLgrey does. A line that is no network is complained of and left out.
ClientEntries parse_client_addresses(std::string_view text, ListComplaints& complaints);

// A clients_fqdn_whitelist: a name of two labels or more, "*.domain" (names within the domain, not
// itself; the dots mean dots, unlike in SQLgrey), "/regexp/" (Perl's; without regard to case,
// unlike in SQLgrey; unanchored; what stands before the first slash is ignored, as in SQLgrey).
// Other lines are complained of and left out, and so are patterns behind the first
// ListAllowance::kMostPatterns. Names and domains come in lower case.
ClientEntries parse_client_names(std::string_view text, ListComplaints& complaints);

}  // namespace greycache
