// The limit of open files of this process.
#pragma once

#include <cstdint>

namespace greycache {

// Raises it so that so many clients can be connected; what stands in the way is logged.
void raise_descriptor_limit(std::int64_t max_connections);

}  // namespace greycache
