// The facts that greylisting remembers, and how two copies of one merge.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "common/duration.h"

namespace greycache {

// Which table a fact belongs to: one of SQLgrey's, or that of correspondents.
enum class FactKind : std::uint8_t { connect, from_awl, domain_awl, correspondent };
inline constexpr std::size_t kFactKinds = 4;

// One thing seen. Names are percent-encoded ASCII without blanks (see Keys), never empty but for
// those that the kind does not have: a connect has all four names, a from_awl and a correspondent
// no rcpt, a domain_awl neither rcpt nor sender_name. In a from_awl sender_name is the normalised
// ("deverped") name, in a connect the raw one. A connect was seen once: its last_seen equals
// first_seen. A correspondent is somebody whom an own user wrote to; it stands in a source of its
// own (policy/correspondent.h), and its times are those of the user's mail.
struct Fact {
  FactKind kind = FactKind::connect;
  std::string src;
  std::string sender_name;
  std::string sender_domain;
  std::string rcpt;
  UnixTime first_seen = 0;
  UnixTime last_seen = 0;

  friend bool operator==(const Fact&, const Fact&) = default;
};

// The times of a fact, for whoever knows its kind and names from elsewhere (from Keys).
struct Seen {
  UnixTime first_seen = 0;
  UnixTime last_seen = 0;

  Seen() = default;
  Seen(UnixTime first, UnixTime last) : first_seen(first), last_seen(last) {}
  Seen(const Fact& fact) : Seen(fact.first_seen, fact.last_seen) {}

  friend bool operator==(const Seen&, const Seen&) = default;
};

// Whether both are copies of the same fact: equal in kind and names.
bool same_fact(const Fact& a, const Fact& b);

// Total order by kind and names (src, sender_domain, sender_name, rcpt), not by times.
bool fact_before(const Fact& a, const Fact& b);

// Merges a copy: least first_seen, greatest last_seen; for a connect, which was seen once, least
// first_seen counts for both. Commutative, associative, idempotent.
void merge_into(Fact& into, const Fact& copy);
void merge_into(FactKind kind, Seen& into, const Seen& copy);

// The facts ordered by fact_before(), copies of the same one merged.
std::vector<Fact> merged(std::vector<Fact> facts);

// The same, but connects of different moments stay apart. For facts whose time of judgement is yet
// to come: merged, a connect that expires would hide a younger one.
std::vector<Fact> merged_by_moment(std::vector<Fact> facts);

// The facts of one source.
struct SourceFacts {
  std::string src;
  std::vector<Fact> facts;
  bool whole = true;  // false: some of them, since there are too many
};

// Facts older than these no longer count: a connect first seen, another one last seen before it.
struct Cutoffs {
  UnixTime connect = 0;  // now - max_connect_age; exactly at it still counts
  UnixTime awl = 0;      // now - awl_age; exactly at it no longer counts
  // now + kFutureAllowed: only a wrong clock makes later times, and they count as this one.
  UnixTime future = std::numeric_limits<UnixTime>::max();
  UnixTime correspondent = 0;  // now - correspondent_age; exactly at it no longer counts
};
bool expired(FactKind kind, const Seen& seen, const Cutoffs& cutoffs);
bool expired(const Fact& fact, const Cutoffs& cutoffs);

// How far in the future an entry may lie: enough for hosts whose clocks disagree.
inline constexpr UnixTime kFutureAllowed = 24 * 3600;

// Times after cutoffs.future become it, so that an entry of a clock that was wrong ends, too.
void bring_back(Fact& fact, const Cutoffs& cutoffs);

}  // namespace greycache
