// A whitelist of senders or of recipients: whose mail is never greylisted, by address.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/lists/address_entries.h"
#include "greycache/policy/lists/domain_set.h"
#include "greycache/policy/lists/name_set.h"
#include "greycache/policy/lists/pattern_set.h"

namespace greycache {

// The names of some lists, merged; immutable, used by one thread at a time (patterns note that they
// ran away).
class AddressSet {
 public:
  void add(const AddressNames& names);

  // `address` in lower case, as it came in the envelope: its domain is what stands behind the last
  // '@', without a dot at the end. One that is longer than patterns see is held by none of them. Of
  // patterns that run away see ClientWhitelist.
  bool holds(std::string_view address) const;

  bool empty() const { return size() == 0; }
  std::size_t size() const;

 private:
  bool matches_pattern(std::string_view address) const;

  NameSet addresses_;
  NameSet local_parts_;
  DomainSet domains_;
  PatternSet patterns_;
};

// Immutable, used by one thread at a time.
class AddressWhitelist {
 public:
  AddressWhitelist() = default;
  explicit AddressWhitelist(std::span<const AddressEntries> lists);

  enum class Held { no, always, of_organisation };
  // An address in any case. Where lines of both kinds hold it, `always`.
  Held held(std::string_view address) const;

  // Lines that count always, and those that require the organisation.
  std::size_t always() const { return always_.size(); }
  std::size_t of_organisation() const { return of_organisation_.size(); }
  bool empty() const { return always_.empty() && of_organisation_.empty(); }

 private:
  mutable std::string lower_;  // of the address that is asked about
  AddressSet always_;
  AddressSet of_organisation_;
};

// What stands behind the last '@', without a dot at the end; empty where there is none.
std::string_view envelope_domain(std::string_view address);

}  // namespace greycache
