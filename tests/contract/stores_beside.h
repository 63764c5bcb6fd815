// Two persistent stores given the same calls: what the one answers the other must, too.
#pragma once

#include <cstddef>
#include <cstdint>

#include "greycache/store/persistent_store.h"

namespace greycache {

// So many calls, drawn by the seed, on two stores that are open and empty. `same_order`: of rows
// beyond a limit both leave out the same.
void check_beside(PersistentStore& real, PersistentStore& model, std::uint32_t seed,
                  std::size_t calls, bool same_order);

}  // namespace greycache
