// What an operator wants to see of the history.
#pragma once

#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/ip_address.h"
#include "greycache/history/history_row.h"
#include "greycache/policy/ages.h"

namespace greycache {

// All that is given must hold of a row; names are as in HistoryRow.
struct HistoryQuery {
  UnixTime since = 0;
  UnixTime until = std::numeric_limits<UnixTime>::max();
  std::vector<std::string> outcomes;    // one of these; none: any
  std::vector<std::string> references;  // one of these; none: any
  // An address ("" for the null sender), or "@domain" for all of a domain.
  std::optional<std::string> sender;
  std::optional<std::string> recipient;
  // One of the two is this address.
  std::optional<std::string> party;
  std::string client_address;             // empty: any
  std::string address_begin;              // how the client's address begins; empty: anyhow
  std::optional<Network> client_network;  // which the client's address is in
  std::string part;                       // of the sender, or of the client's name; empty: any
  std::string client;                     // its name, organisation or source; empty: any
  // The organisation, where that is cut shorter than the others; empty: as client.
  std::string client_organisation;
  // Of each of `references` one row is enough; others may come, too.
  bool one_of_each = false;
  // By how much rows may stand in another order than that of their times, where no index has them.
  UnixTime clocks_apart = kClocksApart;
  // How long a piece of a search may take, about: by the rows that were looked at, or by the time
  // that the piece before took.
  std::chrono::milliseconds time{50};

  bool wants(const HistoryRow& row) const;
};

// How the addresses of a network begin, as far as they all do: of IPv6, where a row of zeros is
// left out, as far as its first zero.
std::string begin_of_addresses(const Network& network);

// Whether `name` is the address, or belongs to the domain of "@domain".
bool is_of(std::string_view wanted, std::string_view name);

// Where a search goes on, from the newest row to the oldest. The store's own; a new one begins at
// the newest.
struct HistoryPlace {
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  std::int64_t seconds = 0;  // of the next piece, where that is one of time
  bool done = false;
};

}  // namespace greycache
