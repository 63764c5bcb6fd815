// Why a daemon that serves is not well: read out of `stats json`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

struct DaemonCondition {
  std::string version;               // of the daemon
  std::vector<std::string> reasons;  // a clause each, empty where all is well
};

// A store that is away, a journal that is in memory, full or beyond half of journal_max, and what
// fails beside the requests. Nothing where the text is no answer to `stats json`.
std::optional<DaemonCondition> condition_in(std::string_view stats);

}  // namespace greycache
