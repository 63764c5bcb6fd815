// What comes of a request by what its two sources say of it.
#pragma once

#include <cstdint>
#include <optional>

#include "greycache/policy/decide.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/known_entries.h"
#include "greycache/policy/rules.h"

namespace greycache {

// One source's view. Both pointers must live as long as this.
struct Opinion {
  const Keys* keys = nullptr;
  KnownEntries known{};
  // decide()'s, by this source alone; nullptr where it cannot be told yet.
  const Decision* decision = nullptr;
};

// What a request tells about its organisation's standing.
enum class Standing : std::uint8_t { nothing, first_attempt, came_back };

struct Combination {
  // `changes` has both sources', the narrow one's first.
  Decision decision;
  KnownEntries known;    // what the outcome rests on
  bool by_unit = false;  // and whose that is
  Standing standing = Standing::nothing;
  // An AWL entry passed the mail, and the other source has it now as it was found there or as it
  // is written by `changes`: seen last at this time. Nothing where no AWL entry passed it.
  std::optional<UnixTime> other_seen;
};

bool is_awl_hit(Outcome outcome);
// New or throttled: nothing is known of the mail.
bool begins_to_wait(Outcome outcome);

// What units are decided by: `rules` without connect_src_throttle, which concerns narrow sources
// (docs/decisions/0032). In bad standing nobody is known by the unit (awl_age is 0) and no domain
// comes to be, but who comes back has come back.
Rules unit_rules(Rules rules, bool good_standing);

// Of a mail that came back to the unit: the first attempt that the narrow source may be decided by,
// since it waited in the unit alone. So the sender, or his domain, becomes known there as well.
std::optional<Fact> lent_connect(const Rules& rules, const Opinion& unit, const Keys& narrow,
                                 UnixTime now);

// The mail passes if it does by either, an AWL hit before a return and the unit's before the narrow
// source's; else it came early if it did by either; else it is throttled or new as the narrow
// source says. Of a mail that passes the source that did not know it gets an AWL entry of the same
// kind and first_seen, so that nobody who is known waits anew when the standing changes; else each
// source is changed by its own decision, but that what is throttled leaves nothing behind, and that
// what waits does so in the unit alone where the throttle need not count it: nearly all first
// attempts are robots', and two entries would cost twice as much.
// `unit`'s decision is by unit_rules(); a view without a decision may be given where the other one
// passes the mail by an AWL hit. `rules` are the narrow source's.
Combination combine(const Rules& rules, const Opinion& unit, const Opinion& narrow, UnixTime now);

// Whether combine() would let the mail pass: where it did not, who was written to does all the
// same. What came back to the unit in bad standing may be no return (the sender has passed since).
bool lets_pass(const Rules& rules, const Opinion& unit, const Opinion& narrow, UnixTime now);

}  // namespace greycache
