// Sources whose names begin alike: an organisation's units, the addresses of a network.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "greycache/store/persistent_store.h"

namespace greycache {

// At least the first `limit` of them behind `after`, where there are so many; a correspondent's are
// none. The prefix itself is none. Worker's thread.
StoreResult<std::set<std::string>> prefixed_sources(PersistentStore& store,
                                                    const std::string& prefix,
                                                    const std::string& after, std::size_t limit);

}  // namespace greycache
