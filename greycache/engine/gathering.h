// What is known of one request, gathered from all who know a part of it.
#pragma once

#include <cstdint>

#include "greycache/engine/pending.h"
#include "greycache/engine/turn_changes.h"
#include "greycache/policy/rules.h"
#include "greycache/store/hot_store.h"

namespace greycache {

// What must be asked for before a request can be decided.
enum class Missing : std::uint8_t {
  nothing,
  source,  // its source, of the persistent store
  answer,  // what it names and counts of its source, of the persistent store, by key
};

// Sets pending.known and pending.tally from what the hot store found, from what was loaded or found
// for the request, and from the changes of this turn. An AWL entry that counts decides, whoever has
// it. Where something is missing pending.known is not to be used.
Missing gather_known(Pending& pending, const KnownEntries& found, const TurnChanges& changes,
                     const Rules& rules, UnixTime now);

}  // namespace greycache
