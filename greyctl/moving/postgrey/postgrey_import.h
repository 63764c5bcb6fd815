// Taking over what postgrey knew.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greyctl/moving/account/moving_account.h"
#include "greyctl/moving/fact_sink.h"
#include "greyctl/moving/postgrey/triplet_facts.h"

namespace greycache {

// Why its entries cannot be there, in words; empty where they may be.
std::string lack_of_triplets(const std::string& directory);

// Its two databases. Lines for clients_ip_whitelist.local: the clients that it let pass whatever
// they sent, each with the day of its last mail. What comes and what does not is counted in the
// account. Why it ended early: what was handed on until then stays, and to begin again does no
// harm.
tl::expected<std::vector<std::string>, std::string> import_postgrey(const std::string& directory,
                                                                    const TripletRules& rules,
                                                                    FactSink& facts,
                                                                    MovingAccount& account);

}  // namespace greycache
