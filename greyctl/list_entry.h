// Whom an operator lets through, as an entry of a whitelist.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/policy/lists/address_entries.h"
#include "greycache/policy/lists/client_entries.h"
#include "greycache/policy/organisation/client_sources.h"

namespace greycache {

struct ListEntry {
  std::string_view list;  // clients_ip_whitelist, clients_fqdn_whitelist or senders_whitelist
  std::string text;       // in lower case
  ClientEntries client;   // what the list makes of it: one network, name or domain,
  AddressNames sender;    // or one address or domain
};

// Of an address, a network, a client's verified name, or "*.domain"; of a sender or "@domain". The
// error is a sentence: it stands for more, or is nothing that these lists hold.
tl::expected<ListEntry, std::string> list_entry_of(const std::string& whom);

// Why an entry takes in more than an operator can mean, a sentence; empty where it does not: a
// network that is_too_wide(), or all names below a public suffix.
std::string excess_of(const ListEntry& entry, const RegistrableDomain& registrable_domain);
// The same of a client's name or a sender ("@domain", "user@domain") that is no list's.
std::string excess_of_name(const std::string& whom, const RegistrableDomain& registrable_domain);

// The line of a list's text that lets through all that the entry would.
std::optional<int> holding_line(std::string_view content, const ListEntry& entry);

// The lines that say what the entry says, with and without "require = organisation".
std::vector<int> equal_lines(std::string_view content, const ListEntry& entry);

}  // namespace greycache
