// An entry of postgrey's, taken apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/duration.h"
#include "common/ip_address.h"

namespace greycache {

// Of postgrey.db: who wrote to whom. Key "192.0.2.0/user@domain/recipient", value "FIRST,LAST";
// with --lookup-by-host the client is "192.0.2.7/32".
struct PostgreyTriplet {
  IpAddress client;       // a network's first, or an address with --lookup-by-host
  std::string sender;     // lower-case, without "+extension", numbers written '#'; empty: null
  std::string recipient;  // lower-case
  UnixTime first_seen = 0;
  UnixTime last_seen = 0;
};
std::optional<PostgreyTriplet> parse_postgrey_triplet(std::string_view key, std::string_view value);

// Of postgrey_clients.db: how many of a client's entries passed. Key "192.0.2.1", value
// "COUNT,LAST".
struct PostgreyClient {
  IpAddress address;
  std::int64_t count = 0;
  UnixTime last_seen = 0;
};
std::optional<PostgreyClient> parse_postgrey_client(std::string_view key, std::string_view value);

}  // namespace greycache
