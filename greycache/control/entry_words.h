// An entry as a line or an object, for whoever lists or shows many.
#pragma once

#include <string>

#include "common/json_object.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

// "203.0.113 alice@sender.example -> bob@customer.example: first tried ..., a retry passes after
// ...", or since when somebody is known and until when it is kept. Without the line's end.
std::string entry_line(const Fact& fact, const Rules& rules, UnixTime now);

// kind ("connect", "from_awl", "domain_awl", "correspondent"), src, sender (null where it stands
// for all of the domain), sender_domain, recipient, first_seen, last_seen, passes_from (null where
// it passes at once) and kept_until. Names are as they came, as far as they were kept.
JsonObject entry_json(const Fact& fact, const Rules& rules);

}  // namespace greycache
