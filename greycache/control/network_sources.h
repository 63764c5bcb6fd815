// The sources within a network that have entries.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/ip_address.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// Whether a source is an address or a network within this one, or it. False of what holds an '@'.
bool is_within(std::string_view src, const Network& network);

struct NetworkSources {
  std::vector<std::string> sources;  // in byte order
  bool whole = true;                 // there are no others
};

// Of the widest network that is looked through: what is wider holds too much of all there is.
int least_prefix(const Network& network);

// The first `most` of them, of those that wait or are auto-whitelisted. On a worker's thread. Names
// are read along an index, those that begin as all in the network do: where it does not end with an
// octet (IPv6: with four digits), names of others lie between, and no more than kMostRead are read.
StoreResult<NetworkSources> sources_within(PersistentStore& store, const Network& network,
                                           std::size_t most);

inline constexpr std::size_t kMostRead = 5'000;

}  // namespace greycache
