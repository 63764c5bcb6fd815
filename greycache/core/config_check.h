// What --check-config and "greyctl check-config" say.
#pragma once

#include <string>
#include <vector>

#include "greycache/config/config_file.h"
#include "greycache/policy/lists/address_whitelist.h"

namespace greycache {

struct ConfigCheck {
  std::vector<std::string> lines;  // a sentence each
  bool good = true;
};

// Warnings of the configuration, the lists, all that the start needs, and with `connect` the
// stores. As the account that the daemon runs under, where this process is root: it stays that
// account.
ConfigCheck check_configuration(const LoadedSettings& loaded, bool connect);

// Why the account of this process cannot read the file that `loaded` is from; empty where it can,
// or there is none.
std::string fault_of_file(const LoadedSettings& loaded);

// That entries of senders_whitelist.local count whoever the client is; empty where none does.
std::string warning_of_forged_senders(const AddressWhitelist& senders);

}  // namespace greycache
