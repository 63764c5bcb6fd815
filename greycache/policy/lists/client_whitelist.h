// The client whitelists: who is never greylisted, by address or by verified name.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/lists/address_trie.h"
#include "greycache/policy/lists/client_entries.h"
#include "greycache/policy/lists/domain_set.h"
#include "greycache/policy/lists/name_set.h"
#include "greycache/policy/lists/pattern_set.h"

namespace greycache {

// All lists merged; immutable, used by one thread at a time (patterns note that they ran away).
class ClientWhitelist {
 public:
  ClientWhitelist() = default;
  explicit ClientWhitelist(std::span<const ClientEntries> lists);

  // `client_name` is Postfix's verified name, never reverse_client_name. Names are compared without
  // regard to the case of ASCII letters (RFC 4343; SQLgrey regards it); addresses by what they
  // mean, so that upper-case and IPv4-mapped IPv6 are found (SQLgrey compares their text; Postfix
  // writes neither). What is no address is looked up by name only. An absent name is empty;
  // "unknown" is a name like any other, so that a pattern may match it. Where kMostRunaways
  // patterns run away on one name, those behind them are not tried: whoever names his host so must
  // not hold up the others. `address` is what IpAddress::parse() says of the client's.
  bool holds(const std::optional<IpAddress>& address, std::string_view client_name) const;
  bool holds(std::string_view client_address, std::string_view client_name) const {
    return holds(IpAddress::parse(client_address), client_name);
  }

  static constexpr int kMostRunaways = 10;

  // Networks, names, domains and patterns that are kept.
  std::size_t size() const;

 private:
  mutable std::string lower_name_;  // of the client that is asked about
  AddressTrie networks_;
  NameSet names_;
  DomainSet domains_;
  PatternSet patterns_;
};

}  // namespace greycache
