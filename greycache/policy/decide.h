// The decision: what becomes of a mail, given the rules, what is known and the time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/policy/ages.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/known_entries.h"
#include "greycache/policy/rules.h"

namespace greycache {

// What became of a request, by SQLgrey's words where it has one.
enum class Outcome : std::uint8_t {
  not_applicable,  // not a recipient's request, authenticated, or no address: none of our business
  whitelisted,     // the client, the recipient or the sender is on a whitelist
  inactive,        // the recipient does not want greylisting (opt-in/opt-out)
  unsuspicious,    // no discrimination rule matches
  expected,        // an operator lets it through
  domain_awl,      // the sender's domain is auto-whitelisted for this source
  from_awl,        // the sender is
  correspondent,   // the recipient, an own user, wrote to the sender
  proven,          // of mail servers whose first attempts nearly all come back
  early,           // came back before reconnect_delay was over
  reconnect,       // came back in time: passes and is auto-whitelisted
  throttled,       // too many new entries of this source wait
  fresh,           // first attempt ("new" in SQLgrey's log)
  in_doubt,        // history cannot be known now
};
// "domain_awl", "new" ...: the word in logs, replays and statistics.
const char* outcome_name(Outcome outcome);
bool passes(Outcome outcome);

// Numbers over all unexpired facts of a source, where the decision needs them.
struct Tally {
  // Waiting, and not already auto-whitelisted. Counted up to connect_src_throttle, and only where
  // it turns on them: for a first attempt of a source with fewer senders in the AWL and no domain.
  std::int64_t connect = 0;
  std::int64_t from_awl = 0;
  std::int64_t domain_awl = 0;
  std::int64_t from_awl_of_domain = 0;    // of the request's sender_domain
  UnixTime first_from_awl_of_domain = 0;  // their least first_seen; 0 where there is none
};

// Connects whose sender's name is taken apart for one tally.
inline constexpr std::size_t kMostTakenApart = 200;

// Counts the facts of one source, or of an excerpt of it, for a request. `all` may hold expired
// facts. Takes at most a millisecond or two besides looking at each, whatever their names are:
// after many names that had to be taken apart, the rest counts as auto-whitelisted.
Tally tally_of(std::span<const Fact> all, const Keys& keys, const Rules& rules,
               const Cutoffs& cutoffs);

struct Decision {
  Outcome outcome = Outcome::in_doubt;
  // Set when the outcome cannot be told without a tally: ask again with one. Nothing else counts
  // then.
  bool needs_tally = false;
  UnixTime delay = 0;  // of a reconnect: seconds since the first attempt
  // What must be remembered, already merged with what was known.
  std::vector<Fact> changes;
};

// The part of the decision that needs the stores: domain AWL, from AWL, early retry, reconnect,
// throttle, new, in this order. Entries from the future count as seen now.
Decision decide(const Rules& rules, const Keys& keys, const KnownEntries& known, UnixTime now,
                const std::optional<Tally>& tally = std::nullopt);

}  // namespace greycache
