// What comes of a request by all that is at hand, or what must be asked for first.
#pragma once

#include <cstdint>

#include "greycache/policy/decide.h"
#include "greycache/policy/evidence.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/known_entries.h"
#include "greycache/policy/rules.h"

namespace greycache {

// What must be asked for before a request can be decided.
enum class Missing : std::uint8_t {
  nothing,
  source,   // its source, of the persistent store
  entries,  // what it names and counts of its source, of the persistent store, by key
  connect,  // the same, since the connect that is at hand does not count: another may
  all,      // all facts of its source, of the hot store: they must be counted
};

struct Conclusion {
  Missing missing = Missing::nothing;
  // Only where nothing is missing.
  KnownEntries known;
  Decision decision;
};

// An AWL entry that counts decides, whoever has it. Everything else needs the whole source, or the
// answer by key of one that is too large.
Conclusion conclude(const Rules& rules, const Keys& keys, const Evidence& evidence, UnixTime now);

// The same of a source of correspondents: the mail passes as one's (Outcome::correspondent), or
// nothing is known of it (Outcome::fresh). Nothing changes by it.
Conclusion conclude_correspondent(const Rules& rules, const Keys& keys, const Evidence& evidence,
                                  UnixTime now);

}  // namespace greycache
