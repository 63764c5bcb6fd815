// SQLgrey's column src: what client it names.
#pragma once

#include <optional>
#include <string_view>

#include "greycache/policy/rules.h"
#include "greyctl/moving/account/old_client.h"

namespace greycache {

// The forms that SQLgrey writes, mixed in one table, and what its faults make of them:
//   192.0.2.1        an address: a client without a name, or one with a name of a dial-up line
//   192.0.2          a network
//   2001:db8::1      as Postfix writes it: a client without a name
//   2001:0db8:0000:0000:0000:0000:0000:0001   one that has a name
//   2001:0db8:0000:0000                       a network, of an address that a network card made
//   more than eight groups, the first ones 0000: it doubled the "::" at the beginning
//   capitals, ::ffff:192.0.2.1: not known to it as an address, so that nothing tells which client
// `greymethod` is SQLgrey's: with full an address stands for any client. Nothing where it is no
// address, or one that was cut off.
std::optional<OldClient> client_of_src(std::string_view src, GreyMethod greymethod);

}  // namespace greycache
