// postgrey's whitelists in words of the lists and tables here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/lists/opt_lists.h"
#include "greyctl/moving/account/moving_account.h"

namespace greycache {

// Lines of clients_ip_whitelist and clients_fqdn_whitelist.
struct ClientLines {
  std::vector<std::string> addresses;
  std::vector<std::string> names;
};

// Of a whitelist_clients: addresses, networks, three octets, patterns, and names, each of which
// stands for the names below it, too. Adds to `lines`; what would mean something else here is set
// aside.
void add_client_lines(std::string_view text, ClientLines& lines, MovingAccount& account);

struct RecipientRow {
  OptTable table = OptTable::optout_email;
  std::string text;
};

// Of a whitelist_recipients: an address, or a domain, as a row of an opt-out table. Set aside is
// what no row can say: a user of any domain, a pattern.
std::vector<RecipientRow> recipient_rows(std::string_view text, MovingAccount& account);

}  // namespace greycache
