// What comes of a request under one source, by what is stored: as the engine would conclude.
#pragma once

#include <span>
#include <string>

#include "greycache/policy/conclusion.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// What is asked, under one source; all of it must live as long as this.
struct StoredQuestion {
  const Rules& rules;
  const Keys& keys;
  std::span<const Fact> unwritten;  // of the source, and not in the persistent store yet
  UnixTime now = 0;
  ForgottenNow forgotten{};
};

// By the source as the persistent store has it (of one that is too large it is asked by key, as the
// engine does), and by what it does not have yet. Nothing is remembered. Lines of what could not be
// had are added to `trouble`. `way` is conclude(), or conclude_correspondent() for the keys of
// correspondents.
using WayToConclude = Conclusion (*)(const Rules&, const Keys&, const Evidence&, UnixTime);
Conclusion stored_conclusion(PersistentStore& store, const StoredQuestion& question,
                             std::string& trouble, WayToConclude way = conclude);

}  // namespace greycache
