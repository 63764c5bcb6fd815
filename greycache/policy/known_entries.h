// What is known of the entries that a request names.
#pragma once

#include <cstdint>
#include <optional>

#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"

namespace greycache {

// How much of a source is at hand.
enum class Residence : std::uint8_t {
  absent,  // some of its entries at most: the persistent store must be asked for the source
  large,   // the same, and it has too many to be asked for: the persistent store is asked by key
  whole,   // all that count
};

// The three entries that a request's keys name (policy/keys.h), and how much of their source is at
// hand. They may be expired: decide() checks their age. An AWL entry that has not expired counts by
// itself, however much is at hand; that an entry is not there only a whole source can say.
struct KnownEntries {
  Residence residence = Residence::absent;
  std::optional<Seen> domain_awl;
  std::optional<Seen> from_awl;
  std::optional<Seen> connect;

  bool whole() const { return residence == Residence::whole; }
  // None of the three is at hand.
  bool none() const { return !domain_awl && !from_awl && !connect; }
  std::optional<Seen>& of(FactKind kind);
};

// Whether `fact`, which is one of the request's source, is one of the three.
bool is_named(const Fact& fact, const Keys& keys);

}  // namespace greycache
