// Several copies of a request's entries, made one.
#include "greycache/policy/evidence.h"

#include <optional>

#include "greycache/policy/forgotten_entries.h"

namespace greycache {

namespace {

void take(KnownEntries& known, const Fact& fact) {
  std::optional<Seen>& seen = known.of(fact.kind);
  if (seen) {
    merge_into(fact.kind, *seen, fact);
  } else {
    seen = fact;
  }
}

// Loaded for the request, a source may be whole before, or without, the hot store being sure of it.
Residence residence_of(const Evidence& evidence) {
  if (evidence.hot.whole() || evidence.loaded == nullptr) return evidence.hot.residence;
  return evidence.loaded->whole ? Residence::whole : Residence::large;
}

}  // namespace

KnownEntries make_known(const Evidence& evidence, const Keys& keys, const Cutoffs& cutoffs) {
  KnownEntries known = evidence.hot;
  known.residence = residence_of(evidence);
  drop_forgotten(evidence.forgotten, keys, known);
  if (known.connect && expired(FactKind::connect, *known.connect, cutoffs)) known.connect.reset();
  const auto take_named = [&](std::span<const Fact> facts) {
    for (const Fact& fact : facts) {
      // Merged with an expired connect, which counts as absent, a younger one would be hidden.
      const bool over = fact.kind == FactKind::connect && expired(fact, cutoffs);
      if (over || !is_named(fact, keys) || is_forgotten(evidence.forgotten, fact)) continue;
      take(known, fact);
    }
  };
  // A whole source in the hot store has what was loaded, and what came since.
  if (evidence.loaded != nullptr && !evidence.hot.whole()) take_named(evidence.loaded->facts);
  if (evidence.found != nullptr) take_named(*evidence.found);
  take_named(evidence.changes);
  return known;
}

}  // namespace greycache
