// Why a mail is on a whitelist: which lists, and which lines of them.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/ip_address.h"
#include "common/policy_request.h"
#include "greycache/config/lists/listed_line.h"
#include "greycache/policy/lists/address_entries.h"

namespace greycache {

struct ListedLines {
  std::vector<ListedLine> lines;
  bool whole = true;  // false: `patience` was over, or `most` were found, before the last line
};

// The lines of the client whitelists that hold the client, in the order of the files, at most
// `most`. Reads the files as they are now, which may be newer than what the daemon goes by. Blocks
// on the file system; any thread.
ListedLines whitelisting_lines(const std::string& conf_dir, const std::optional<IpAddress>& address,
                               const std::string& client_name, std::chrono::milliseconds patience,
                               std::size_t most = std::numeric_limits<std::size_t>::max());

// A line of a whitelist of senders or recipients.
struct ListedAddress {
  ListedLine place;
  bool of_organisation = false;  // it counts where the client's organisation is the sender's
};
struct ListedAddresses {
  std::vector<ListedAddress> lines;
  bool whole = true;
};

// The lines that hold a sender or a recipient; in all else as whitelisting_lines().
ListedAddresses whitelisting_addresses(const std::string& conf_dir, Addressee addressee,
                                       std::string_view address, std::chrono::milliseconds patience,
                                       std::size_t most = std::numeric_limits<std::size_t>::max());

// The first of the lines that hold a client, as ListedLine::shown(); nothing where none does, or
// where `patience` was over.
std::optional<std::string> whitelisting_line(const std::string& conf_dir,
                                             const std::optional<IpAddress>& address,
                                             const std::string& client_name,
                                             std::chrono::milliseconds patience);

// Why a mail is whitelisted that is: "the client is on a whitelist: clients_ip_whitelist:12: ...",
// or the recipient, or the sender. Without a line where none was found in the files as they are.
std::string whitelisting_reason(const std::string& conf_dir, const PolicyRequest& request,
                                std::chrono::milliseconds patience);

}  // namespace greycache
