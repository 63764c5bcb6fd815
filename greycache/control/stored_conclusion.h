// What comes of a request under one source, by what is stored: as the engine would conclude.
#pragma once

#include <span>
#include <string>

#include "greycache/policy/conclusion.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// By the source as the persistent store has it (of one that is too large it is asked by key, as the
// engine does), and by `unwritten`, facts of the source that it does not have yet. Nothing is
// remembered. Lines of what could not be had are added to `trouble`.
// `way` is conclude(), or conclude_correspondent() for the keys of correspondents.
using WayToConclude = Conclusion (*)(const Rules&, const Keys&, const Evidence&, UnixTime);
Conclusion stored_conclusion(PersistentStore& store, const Rules& rules, const Keys& keys,
                             std::span<const Fact> unwritten, UnixTime now, std::string& trouble,
                             WayToConclude way = conclude);

}  // namespace greycache
