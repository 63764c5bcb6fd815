// An operator's search through all entries of the persistent store.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/fact.h"

namespace greycache {

// Names are key parts (see Keys). What is wanted: entries of a sender, what waits for a recipient,
// and whom he has written to.
struct FactSearch {
  std::string sender_domain;           // empty: no sender is searched
  std::string sender_name;             // of connects; empty: any
  std::vector<std::string> awl_names;  // of from_awl entries and correspondents; empty: any
  std::string rcpt;                    // of connects, whoever sent them; empty: none
  std::string user{};                  // source of correspondents that is wanted whole; empty: none

  bool wants(FactKind kind, std::string_view src, std::string_view domain, std::string_view name,
             std::string_view to) const {
    if (kind == FactKind::correspondent && !user.empty() && src == user) return true;
    if (kind == FactKind::connect && !rcpt.empty() && to == rcpt) return true;
    if (sender_domain.empty() || domain != sender_domain) return false;
    if (kind == FactKind::connect) return sender_name.empty() || name == sender_name;
    if (kind == FactKind::domain_awl || awl_names.empty()) return true;
    return std::find(awl_names.begin(), awl_names.end(), name) != awl_names.end();
  }
  bool wants(const Fact& fact) const {
    return wants(fact.kind, fact.src, fact.sender_domain, fact.sender_name, fact.rcpt);
  }
};

// How far a search has come. The store's own; a new one begins at the beginning. The smallest table
// comes first.
struct SearchPlace {
  FactKind kind = FactKind::domain_awl;
  bool done = false;
  Fact last;                 // the last entry of this kind that was looked at
  std::int64_t block = 0;    // of the table's file, where it is read by blocks
  std::int64_t blocks = -1;  // that it has; -1: not asked yet

  static FactKind behind(FactKind kind) {
    if (kind == FactKind::domain_awl) return FactKind::correspondent;
    return kind == FactKind::correspondent ? FactKind::from_awl : FactKind::connect;
  }
  void next_table() {
    done = kind == FactKind::connect;
    kind = behind(kind);
    last = {};
    block = 0;
    blocks = -1;
  }
};

}  // namespace greycache
