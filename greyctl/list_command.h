// "greyctl list": all that waits, or all who are known.
#pragma once

#include <cstdint>
#include <optional>

#include "greyctl/paged_rows.h"

namespace greycache {

// What was written behind it.
struct ListOptions {
  bool waiting = false;
  bool known = false;
  bool json = false;
  std::optional<std::int64_t> limit;
};

// Prints entries as they come, a line each. Returns an exit code.
int list_entries(const ListOptions& options, const AskDaemon& ask);

}  // namespace greycache
