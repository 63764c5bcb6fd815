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

// The entries that a request's keys name (policy/keys.h), and how much of their source is at hand:
// three, or the one that a source of correspondents has. They may be expired: decide() checks their
// age. An AWL entry or a correspondent that has not expired counts by itself, however much is at
// hand; that an entry is not there only a whole source can say.
struct KnownEntries {
  Residence residence = Residence::absent;
  std::optional<Seen> domain_awl;
  std::optional<Seen> from_awl;
  std::optional<Seen> connect;
  std::optional<Seen> correspondent{};

  bool whole() const { return residence == Residence::whole; }
  // None of them is at hand.
  bool none() const { return !domain_awl && !from_awl && !connect && !correspondent; }
  std::optional<Seen>& of(FactKind kind);
};

// Whether `fact`, which is one of the request's source, is one of them.
bool is_named(const Fact& fact, const Keys& keys);

}  // namespace greycache
