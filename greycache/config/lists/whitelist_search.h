// Why a client is on a whitelist: which list, and which line of it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/ip_address.h"

namespace greycache {

// "clients_ip_whitelist.local:12: 192.0.2.0/24", escaped, of the first line that holds the client;
// nothing where none does, or where `patience` was over. Reads the files as they are now, which may
// be newer than what the daemon goes by. Blocks on the file system; any thread.
std::optional<std::string> whitelisting_line(const std::string& conf_dir,
                                             const std::optional<IpAddress>& address,
                                             const std::string& client_name,
                                             std::chrono::milliseconds patience);

}  // namespace greycache
