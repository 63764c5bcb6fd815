// Where the history is kept, by the settings.
#pragma once

#include <memory>

#include "greycache/config/settings.h"
#include "greycache/history/history_store.h"

namespace greycache {

// A connection of its own, which is made at its first call; any number beside each other. Throws
// StartError (start_error.h) where the address or the password file of PostgreSQL cannot be read.
std::unique_ptr<HistoryStore> make_history_store(const Settings& settings);

}  // namespace greycache
