// Raised by setrlimit(2), as far as it may be.
#include "greycache/daemon/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>

#include "common/typed_log.h"

namespace greycache {

// A connection needs one descriptor, and for a moment of its handover two.
void raise_descriptor_limit(std::int64_t max_connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const auto wanted = static_cast<rlim_t>(max_connections * 2 + 100);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  // A filter of system calls may forbid it.
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < wanted) {
    log_typed(LogType::conf, 1,
              "the limit of open files ({}) is low for max_connections = {}; {} would be right",
              limit.rlim_cur, max_connections, wanted);
  }
}

}  // namespace greycache
